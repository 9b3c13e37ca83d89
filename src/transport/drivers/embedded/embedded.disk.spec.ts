import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { patientDriverOptions as options } from '../../../../test/support/driver-options.js';
import { EmbeddedDriverBroker } from './embedded.broker.js';
import { EmbeddedConnection } from './embedded.connection.js';
import { schema } from './embedded.schema.js';

const topic = 'topic';
const until = (condition: () => void) => vi.waitFor(condition, { timeout: 20_000, interval: 20 });

describe('The disk of the embedded log', () => {
  let folder: string;
  let file: string;
  const brokers: EmbeddedDriverBroker[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'seamline-embedded-'));
    file = join(folder, 'broker.db');
  });
  afterEach(async () => {
    await Promise.all(brokers.splice(0).map((broker) => broker.close()));
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(retentionHours: number): Promise<EmbeddedDriverBroker> {
    const broker = new EmbeddedDriverBroker({ file, partitions: 4, retentionHours }, options);
    brokers.push(broker);
    await broker.connect();
    return broker;
  }

  function inFile<T>(work: (connection: EmbeddedConnection) => T): T {
    const connection = new EmbeddedConnection(file);
    try {
      return work(connection);
    } finally {
      connection.close();
    }
  }

  const kept = () => inFile((connection) => connection.all('select 1 from messages').length);

  async function publishAndRead(broker: EmbeddedDriverBroker, count: number): Promise<void> {
    const value = Buffer.alloc(4_000);
    await broker.publish(Array.from({ length: count }, () => ({ topic, value, headers: {} })));
    let read = 0;
    await broker.subscribe({ topic, group: 'group', maxInFlight: 100 }, async () => void (read += 1));
    await until(() => expect(read).toBe(count));
    await broker.unsubscribe({ topic, group: 'group' });
  }

  /** Deleting a topic asks for a sweep. */
  async function sweepUntil(broker: EmbeddedDriverBroker, condition: () => void): Promise<void> {
    await broker.admin.createTopic('newer');
    await broker.admin.deleteTopic('newer');
    await until(condition);
  }

  const megabytes = () => statSync(file).size / 1_000_000;

  it('is given back once every group has read and the retention is over', async () => {
    const broker = await open(0);
    await publishAndRead(broker, 5_000);
    expect(statSync(file).size + statSync(`${file}-wal`).size).toBeGreaterThan(20_000_000);
    await sweepUntil(broker, () => expect(megabytes()).toBeLessThan(6));
    expect(kept()).toBe(0);
  });

  it('is given back by a log that an earlier version has made, too', async () => {
    const earlier = new Libsql(file);
    earlier.exec(`pragma journal_mode = wal; ${schema}`);
    earlier.close();
    expect(inFile((connection) => connection.canShrink())).toBe(false);
    const broker = await open(0);
    await publishAndRead(broker, 5_000);
    await sweepUntil(broker, () => expect(megabytes()).toBeLessThan(6));
    expect(inFile((connection) => connection.canShrink())).toBe(true);
  });

  it('is not held by messages that were published while the clock was ahead', async () => {
    const broker = await open(1);
    await publishAndRead(broker, 1_000);
    const ahead = Date.now() + 400 * 86_400_000;
    const hoursAgo = Date.now() - 2 * 3_600_000;
    inFile((connection) => {
      connection.run('update messages set published_at = ? where "offset" < 100', ahead);
      connection.run('update messages set published_at = ? where "offset" >= 100', hoursAgo);
    });
    const fromTheFuture = 'select 1 from messages where published_at > ?';
    await sweepUntil(broker, () => {
      const left = inFile((connection) => connection.all(fromTheFuture, Date.now()));
      expect(left).toEqual([]);
    });
    inFile((connection) => connection.run('update messages set published_at = ?', hoursAgo));
    await sweepUntil(broker, () => expect(kept()).toBe(0));
  });
});
