import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { createDatabase } from '../support/services/postgres.js';
import { withServer } from '../support/services/with-server.js';
import { ownSettings } from '../support/test-application.js';
import { decideAtOnce } from './decisions/rounds.js';
import { startRole } from './decisions/roles.js';
import { decideInThreeProcesses } from './decisions/three-processes.js';
import { change } from './rollout/service.js';

const rounds = 60;
type Settings = Readonly<Record<string, string>>;

function decidesAtOnce(database: string, settingsOf: () => Promise<Settings>): void {
  it(`of decisions that two processes make at once in ${database}, both hold or one is refused, ${rounds} times`, async () => {
    const settings = { ...(await ownSettings()), ...(await settingsOf()) };
    const processes = await Promise.all([startRole('api', settings), startRole('api', settings)]);
    const [one, other] = (await Promise.all(processes.map(({ ready }) => ready))) as [string, string];
    await change(one, 'swap', { version: '1' });
    const { both, refused } = await decideAtOnce(one, other, rounds);
    process.stdout.write(
      `${database}: of ${rounds} rounds both held in ${both}, one was refused in ${refused}\n`,
    );
    expect(both + refused).toBe(rounds);
  }, 300_000);
}

describe('What serves', () => {
  decidesAtOnce('SQLite', async () => ({}));

  withServer('PostgreSQL', inject('postgres'), (server) => {
    const ownDatabase = async () => {
      const { url, drop } = await createDatabase(server.url);
      onTestFinished(drop);
      return { DATABASE_URL: url };
    };
    decidesAtOnce('PostgreSQL', ownDatabase);

    withServer('kafka', inject('kafka'), ({ brokers }) => {
      it('is the same in three processes on Kafka and PostgreSQL, also after kill -9 of each', async () => {
        const broker = { BROKERS: 'kafka', KAFKA_BROKERS: brokers.join(',') };
        await decideInThreeProcesses({ ...(await ownSettings()), ...(await ownDatabase()), ...broker });
      }, 180_000);
    });
  });
});
