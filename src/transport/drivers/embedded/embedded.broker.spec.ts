import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BrokerMessage, ReceivedMessage } from '../../broker.js';
import { patientDriverOptions as options } from '../../../../test/support/driver-options.js';
import { EmbeddedDriverBroker } from './embedded.broker.js';
import { EmbeddedConnection } from './embedded.connection.js';

const topic = 'topic';
const until = (condition: () => Promise<void> | void) =>
  vi.waitFor(condition, { timeout: 20_000, interval: 10 });

describe('EmbeddedBroker', () => {
  let folder: string;
  const brokers: EmbeddedDriverBroker[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'seamline-embedded-'));
  });
  afterEach(async () => {
    await Promise.all(brokers.splice(0).map((broker) => broker.close()));
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(more: { file?: string; retentionHours?: number } = {}): Promise<EmbeddedDriverBroker> {
    const file = join(folder, 'deep', 'broker.db');
    const broker = new EmbeddedDriverBroker({ file, partitions: 4, retentionHours: 24, ...more }, options);
    brokers.push(broker);
    await broker.connect();
    return broker;
  }

  const messages = (count: number, more: Partial<BrokerMessage> = {}): BrokerMessage[] =>
    Array.from({ length: count }, (_, index) => ({
      topic,
      value: Buffer.from(`${index}`),
      headers: {},
      ...more,
    }));

  function count(sql: string): number {
    const connection = new EmbeddedConnection(join(folder, 'deep', 'broker.db'));
    const found = connection.first<{ count: number }>(sql);
    connection.close();
    return found?.count ?? 0;
  }

  /** A sweep passes the partitions in the order of their making: when a newer topic is cleared away, it has passed ours. */
  async function sweep(broker: EmbeddedDriverBroker): Promise<void> {
    await broker.admin.createTopic('newer');
    await broker.admin.deleteTopic('newer');
    await until(() =>
      expect(count('select count(*) as count from partitions where topic_id is null')).toBe(0),
    );
  }

  const kept = () => count('select count(*) as count from messages');

  async function drain(broker: EmbeddedDriverBroker, group: string): Promise<void> {
    await broker.subscribe({ topic, group, maxInFlight: 10 }, async () => {});
    await until(async () => expect(await broker.admin.lag({ topic, group })).toBe(0));
  }

  it('does not deliver again what was acknowledged above a stuck message, even after a restart', async () => {
    const first = await open();
    await first.publish(messages(20, { partitionKey: 'same' }));
    const stuck = '3';
    const group = 'group';
    await first.subscribe({ topic, group, maxInFlight: 4 }, async ({ value }) => {
      if (String(Buffer.from(value ?? [])) === stuck) throw new Error('stuck');
    });
    await until(async () => expect(await first.admin.lag({ topic, group })).toBe(1));
    await first.close();
    const again: string[] = [];
    const second = await open();
    await second.subscribe({ topic, group, maxInFlight: 4 }, async ({ value }) => {
      again.push(String(Buffer.from(value ?? [])));
    });
    await until(async () => expect(await second.admin.lag({ topic, group })).toBe(0));
    expect(again).toEqual([stuck]);
  });

  it('spreads messages without a key over the partitions, and numbers each partition without gaps', async () => {
    const broker = await open();
    const received: ReceivedMessage[] = [];
    await broker.publish(messages(40));
    await broker.subscribe({ topic, group: 'group', maxInFlight: 40 }, async (message) => {
      received.push(message);
    });
    await until(() => expect(received).toHaveLength(40));
    for (const partition of [0, 1, 2, 3]) {
      const offsets = received
        .filter((message) => message.partition === partition)
        .map(({ offset }) => offset);
      expect(offsets).toEqual(Array.from({ length: 10 }, (_, index) => BigInt(index)));
    }
  });

  it('deletes what is past its retention once every group has read it, and not before', async () => {
    const broker = await open({ retentionHours: 0 });
    await broker.admin.createSubscription({ topic, group: 'slow' });
    await broker.publish(messages(3000));
    await drain(broker, 'fast');
    await sweep(broker);
    expect(kept()).toBe(3000);
    await drain(broker, 'slow');
    await sweep(broker);
    expect(kept()).toBe(0);
  });

  it('knows since when its log is complete: for ever, until the retention has deleted something', async () => {
    const broker = await open({ retentionHours: 0 });
    const look = () => broker.admin.findKeys(topic, new Set(['key', 'other']));
    expect(await look()).toMatchObject({ completeSince: new Date(0) });
    const before = Date.now();
    await broker.publish(messages(10, { key: 'key' }));
    expect(await look()).toMatchObject({ found: new Set(['key']), completeSince: new Date(0) });
    await drain(broker, 'group');
    await sweep(broker);
    const { found, completeSince } = await look();
    expect(found).toEqual(new Set());
    expect(completeSince.getTime()).toBeGreaterThan(before);
    expect(completeSince.getTime()).toBeLessThanOrEqual(Date.now() + 1);
    count('delete from removed returning 1 as count'); // as where an earlier version has removed messages
    expect((await look()).completeSince.getTime()).toBeGreaterThan(Date.now() + 1);
  });

  it('names its log, the same for every process and after a restart, and another file otherwise', async () => {
    const [one, same] = [await open(), await open()];
    const logId = await one.admin.logId(topic);
    expect(logId).toMatch(/^[1-9]\d*\/topic$/);
    expect(await same.admin.logId(topic)).toBe(logId);
    await Promise.all([one.close(), same.close()]);
    expect(await (await open()).admin.logId(topic)).toBe(logId);
    const other = await open({ file: join(folder, 'other.db') });
    expect(await other.admin.logId(topic)).not.toBe(logId);
  });

  it('keeps what is younger than its retention', async () => {
    const broker = await open({ retentionHours: 1 });
    await broker.publish(messages(10));
    await drain(broker, 'group');
    await sweep(broker);
    expect(kept()).toBe(10);
  });

  it('keeps the messages of a topic that no group reads yet', async () => {
    const broker = await open({ retentionHours: 0 });
    await broker.publish(messages(10));
    await sweep(broker);
    expect(kept()).toBe(10);
  });

  it('forgets a deleted topic and starts afresh when it is published to again', async () => {
    const broker = await open();
    const seen: string[] = [];
    await broker.publish(messages(3));
    await broker.subscribe({ topic, group: 'group', maxInFlight: 4 }, async ({ value }) => {
      seen.push(String(Buffer.from(value ?? [])));
    });
    await until(() => expect(seen).toHaveLength(3));
    await broker.admin.deleteTopic(topic);
    expect(await broker.admin.listSubscriptions()).toEqual([]);
    await broker.publish([{ topic, value: Buffer.from('new'), headers: {} }]);
    await until(() => expect(seen).toContain('new'));
    expect(seen).toHaveLength(4);
  });

  it('refuses to delete a group whose members run', async () => {
    const broker = await open();
    const name = { topic, group: 'group' };
    await broker.subscribe({ ...name, maxInFlight: 1 }, async () => {});
    await until(() =>
      expect(broker.admin.deleteSubscription(name)).rejects.toMatchObject({ code: 'BROKER_REFUSED' }),
    );
    expect(await broker.admin.listSubscriptions()).toEqual([name]);
  });

  it('takes dead letters that are larger than any message', async () => {
    const broker = await open();
    const value = new Uint8Array(9_000_000);
    const publish = (to: string) => broker.publish([{ topic: to, value, headers: {} }]);
    await expect(publish('images')).rejects.toMatchObject({ code: 'MESSAGE_TOO_LARGE' });
    await publish('images-dlt');
  });

  it('keeps logs in memory apart, unless they share a name', async () => {
    const [one, other, named, same] = await Promise.all(
      [':memory:', ':memory:', ':memory:name', ':memory:name'].map((file) => open({ file })),
    );
    await one?.publish(messages(1));
    await named?.publish(messages(1));
    expect(await other?.admin.listTopics()).toEqual([]);
    expect(await same?.admin.listTopics()).toEqual([topic]);
  });
});
