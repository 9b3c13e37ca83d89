import { join } from 'node:path';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { fleetRoles } from '../../../tools/chaos/fleet.js';
import { RoleProcess } from '../../../tools/chaos/role-process.js';
import { readConfig } from '../../../src/configuration.js';
import { ServiceClient } from '../../../src/tools/verification/service.client.js';
import { TopicReader } from '../../../src/tools/verification/topic-reader.js';
import { verify } from '../../../src/tools/verification/verify.js';
import { FrontDoor } from '../rolling-restart/front-door.js';
import { Load } from '../rolling-restart/load.js';
import { type FleetRole, Supervisor } from '../rolling-restart/supervisor.js';
import { createDatabase } from '../../support/services/postgres.js';
import { withServer } from '../../support/services/with-server.js';
import { onSuiteFinished, ownSettings } from '../../support/test-application.js';
import { firstRelease } from './fixtures.js';
import { buildOldProgram, whyNotInClone } from './old-program.js';
import type { BrokerName } from '../../../src/transport/drivers/index.js';

const images = 500;
const pushes = 4;
const timeout = 240_000;
/** The order of docs/howto/upgrade.md. */
const upgradeOrder = ['results', 'api', 'classifier'] as const;

type Settings = Record<string, string>;

const missing = await whyNotInClone(firstRelease);
if (missing === undefined) {
  const old = await buildOldProgram(firstRelease);
  describe(`the program of ${firstRelease} beside today's`, () => {
    onSuiteFinished()(() => old.remove());
    sideBySide('embedded', old.main, async () => ({}));
    withServer('Kafka', inject('kafka'), ({ brokers }) => {
      withServer('PostgreSQL', inject('postgres'), (postgres) => {
        sideBySide('kafka', old.main, async () => {
          const { url, drop } = await createDatabase(postgres.url);
          onTestFinished(drop);
          return { KAFKA_BROKERS: brokers.join(','), DATABASE_URL: url };
        });
      });
    });
  });
} else {
  it.skip(`an old program beside today's (${missing})`);
}

function sideBySide(broker: BrokerName, old: string, server: () => Promise<Settings>): void {
  const place = broker === 'kafka' ? 'Kafka and PostgreSQL' : 'the embedded broker and SQLite';

  async function begin(more: Settings = {}) {
    const settings: Settings = { ...(await ownSettings()), ...(await server()), BROKERS: broker, ...more };
    const reader = await TopicReader.open(broker, readConfig(settings));
    onTestFinished(() => reader.close());
    const door = await FrontDoor.open();
    onTestFinished(() => door.close());
    const supervisor = new Supervisor(settings, door);
    onTestFinished(() => supervisor.kill());
    const client = new ServiceClient(door.url);
    const account = async () => {
      const found = await verify(client, { waitMs: 120_000, topics: [reader] });
      expect(found).toMatchObject({ ok: true, missing: [], doubled: [] });
      expect(found.ledger).toMatchObject({ dead: 0, inFlight: 0, pending: 0 });
      return found.ledger;
    };
    return { settings, door, supervisor, client, account };
  }

  it.each<[string, readonly FleetRole[]]>([
    ['an old classifier serves a new api and new results', ['classifier']],
    ['a new classifier serves an old api and old results', ['api', 'results']],
    ['old results store what a new api and a new classifier publish', ['results']],
    ['new results store what an old api and an old classifier publish', ['api', 'classifier']],
  ])(
    `%s, on ${place}`,
    async (_, roles) => {
      const { supervisor, client, account } = await begin();
      await supervisor.start({ program: old, roles });
      for (let push = 0; push < pushes; push++) await client.push(push * images, (push + 1) * images);
      const ledger = await account();
      expect(ledger).toMatchObject({ predicted: pushes * images, repeats: 0 });
    },
    timeout,
  );

  it(
    `each role is switched from old to new under load, on ${place}`,
    async () => {
      const { door, supervisor, account } = await begin({ SHUTDOWN_DELAY_MS: '500' });
      await supervisor.start({ program: old, roles: fleetRoles });
      const load = new Load(door.url);
      expect(await supervisor.replaceEach(upgradeOrder)).toEqual([0, 0, 0]);
      await load.stop();
      expect(load.failures).toEqual([]);
      const { predicted } = await account();
      console.log(`${place}: ${load.answered} requests answered while switching, ${predicted} predicted`);
    },
    timeout,
  );

  it(
    `an old results role that starts on a database of the new program works, or ends and changes nothing, on ${place}`,
    async () => {
      const { settings, supervisor, client, account } = await begin();
      await supervisor.start();
      await client.push(0, images);
      const before = await account();
      const logFile = join(settings['DATA_DIR'] ?? '', 'late.log');
      const late = new RoleProcess('results', { program: old, settings, logFile });
      onTestFinished(() => late.kill());
      const started = await late.start().then(
        () => true,
        () => false,
      );
      console.log(
        `${place}: the old results role ${started ? 'starts' : 'does not start'} after the new one`,
      );
      expect(await client.ledger()).toEqual(before);
      await client.push(images, 2 * images);
      expect(await account()).toMatchObject({ predicted: 2 * images, repeats: 0 });
    },
    timeout,
  );
}
