import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { Database } from '../../src/outcomes/database/database.js';
import { PostgresEngine } from '../../src/outcomes/database/postgres.engine.js';
import { call, expectWholeRange, predictionsOf, push } from '../support/http.js';
import { executeAt, type OwnPostgres, startOwnPostgres } from '../support/services/own-postgres.js';
import { type Standby, startStandby } from '../support/services/postgres-standby.js';
import { createDatabase } from '../support/services/postgres.js';
import { withServer } from '../support/services/with-server.js';
import { ownSettings, startTestApplication } from '../support/test-application.js';
import { deadLettersOf, type Readiness } from './database/certificate.case.js';

/** Held messages come again soon. */
const soon = { RETRY_MAX_DELAY_MS: '500' };

const ready = (url: string) => call<Readiness>(`${url}/health/ready`);
const databaseOf = async (url: string) => (await ready(url)).body.details.database;
const somePredicted = (url: string) =>
  expect
    .poll(async () => (await call<{ predicted: number }>(`${url}/ledger`)).body.predicted, {
      interval: 10,
      timeout: 20_000,
    })
    .toBeGreaterThan(0);

/** The same database at several servers, which share the password. */
function urlOfAll(servers: readonly string[], database: string): string {
  const { username, password } = new URL(servers[0] ?? '');
  const hosts = servers.map((url) => new URL(url).host).join(',');
  return `postgres://${username}:${password}@${hosts}${database}`;
}

withServer('PostgreSQL', inject('postgres'), () => {
  describe('With a primary and its standby', () => {
    let primary: OwnPostgres;
    let standby: Standby;
    beforeAll(async () => {
      primary = await startOwnPostgres();
      standby = await startStandby(primary);
    });
    afterAll(async () => {
      await standby?.stop();
      await primary?.stop();
    });

    it('a service on a server that only reads is not ready, says why, and buries nothing', async () => {
      const { url: DATABASE_URL } = await createDatabase(primary.url);
      const { url } = await startTestApplication({ ...(await ownSettings()), ...soon, DATABASE_URL });
      await expect.poll(async () => (await ready(url)).status).toBe(200);
      const pushed = await push(url, 'push-to-consumer', 0, 1000);
      const setReadOnly = async (value: 'on' | 'off') => {
        await executeAt(primary.url, `alter system set default_transaction_read_only = ${value}`);
        await primary.reload();
      };
      await setReadOnly('on');
      await expect
        .poll(() => databaseOf(url), { timeout: 10_000 })
        .toMatchObject({
          status: 'down',
          lastError: expect.stringMatching(/read-only transaction; name the primary server in DATABASE_URL/),
        });
      await setReadOnly('off');
      expectWholeRange(await predictionsOf(url, pushed), 0, 1000);
      expect(await deadLettersOf(url)).toEqual([]);
      await expect.poll(() => databaseOf(url), { timeout: 20_000 }).toMatchObject({ status: 'up' });
    });

    it('a standby alone is not ready though at rest, says why, and can be read', async () => {
      const { url } = await createDatabase(primary.url);
      await (await Database.open(new PostgresEngine(url))).close();
      const copy = standby.url.replace('/postgres', new URL(url).pathname);
      const database = await Database.start(new PostgresEngine(copy));
      onTestFinished(() => database.close());
      await expect(database.ping()).rejects.toThrow(
        /fails: .*read-only transaction; name the primary server in DATABASE_URL/,
      );
      expect(await database.read.selectFrom('outcomes').selectAll().execute()).toEqual([]);
    });

    it('a service that knows both, and one that is down, takes the primary, and follows a failover', async () => {
      const { pathname } = new URL((await createDatabase(primary.url)).url);
      const down = standby.url.replace(/:\d+\//, ':9/');
      const DATABASE_URL = urlOfAll([down, standby.url, primary.url], pathname);
      const { url } = await startTestApplication({ ...(await ownSettings()), ...soon, DATABASE_URL });
      await expect.poll(async () => (await ready(url)).status, { timeout: 20_000 }).toBe(200);
      const pushed = await push(url, 'push-to-consumer', 0, 3000);
      await somePredicted(url);
      await primary.shutDown();
      onTestFinished(() => primary.stop());
      await standby.promote();
      expectWholeRange(await predictionsOf(url, pushed), 0, 3000);
      expect(await deadLettersOf(url)).toEqual([]);
      await expect.poll(async () => (await ready(url)).status, { timeout: 20_000 }).toBe(200);
    });
  });
});
