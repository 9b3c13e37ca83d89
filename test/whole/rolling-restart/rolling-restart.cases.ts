import { expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../../../src/configuration.js';
import { ServiceClient } from '../../../src/tools/verification/service.client.js';
import { TopicReader } from '../../../src/tools/verification/topic-reader.js';
import { verify } from '../../../src/tools/verification/verify.js';
import { FrontDoor } from './front-door.js';
import { Load } from './load.js';
import { Supervisor } from './supervisor.js';
import { ownSettings } from '../../support/test-application.js';
import type { BrokerName } from '../../../src/transport/drivers/index.js';

/** Rolls a deployment over: each role is replaced while clients push and read. */
export function rollsOver(broker: BrokerName, server: Readonly<Record<string, string>>): void {
  it(`replaces each of three roles under load: nothing lost, doubled or cut off (${broker})`, async () => {
    const own = { ...(await ownSettings(onTestFinished)), ...server, BROKERS: broker };
    const reader = await TopicReader.open(broker, readConfig(own));
    onTestFinished(() => reader.close());
    const door = await FrontDoor.open();
    onTestFinished(() => door.close());
    // Longer than a busy machine keeps a client from its next request: that connection must have been told to close.
    const supervisor = new Supervisor({ ...own, SHUTDOWN_DELAY_MS: '2000' }, door);
    onTestFinished(() => supervisor.kill());
    await supervisor.start();

    const load = new Load(door.url);
    expect(await supervisor.replaceEach()).toEqual([0, 0, 0]);
    await load.stop();

    expect(load.failures).toEqual([]);
    expect(load.answered).toBeGreaterThan(0);
    const client = new ServiceClient(door.url);
    const { ledger, missing, doubled } = await verify(client, { waitMs: 60_000, topics: [reader] });
    expect({ missing, doubled, dead: ledger.dead, inFlight: ledger.inFlight }).toEqual({
      missing: [],
      doubled: [],
      dead: 0,
      inFlight: 0,
    });
    console.log(
      `${broker}: ${load.answered} requests answered, ${load.refused} refused, ${ledger.predicted} predicted`,
    );
  }, 180_000);
}
