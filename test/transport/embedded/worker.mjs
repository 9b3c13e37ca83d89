import { once } from 'node:events';
import Database from 'libsql';
import { EmbeddedDriverBroker } from '../../../dist/transport/drivers/embedded/embedded.broker.js';

/** What a child process of these tests does, on the built program. It reports by messages and runs until it is told, or killed. */
const [role = '', file = '', topic = 'topic'] = process.argv.slice(2);

const tell = (text) => process.send?.(text);

async function connect() {
  const settings = { file, partitions: 4, retentionHours: 24 };
  const broker = new EmbeddedDriverBroker(settings, {
    offsetReset: 'earliest',
    commit: 'after-work',
    connectTimeoutMs: 10_000,
    publishTimeoutMs: 10_000,
  });
  await broker.connect();
  return broker;
}

const roles = {
  /** Publishes without an end and reports each number once it is confirmed. */
  async publish() {
    const broker = await connect();
    for (let first = 0; ; first += 20) {
      const numbers = Array.from({ length: 20 }, (_, index) => String(first + index));
      await broker.publish(numbers.map((text) => ({ topic, value: Buffer.from(text), headers: {} })));
      numbers.forEach(tell);
    }
  },

  /** Reports what it is handed, and acknowledges it. */
  async consume() {
    const broker = await connect();
    await broker.subscribe({ topic, group: 'group', maxInFlight: 4 }, async ({ value }) => {
      tell(Buffer.from(value ?? []).toString());
    });
  },

  /** Reports what it is handed, acknowledges it when it is told to, and then closes. */
  async hold() {
    const broker = await connect();
    const released = once(process, 'message');
    await broker.subscribe({ topic, group: 'group', maxInFlight: 100 }, async ({ value }) => {
      tell(Buffer.from(value ?? []).toString());
      await released;
    });
    await released;
    await broker.close();
    tell('closed');
    process.disconnect();
  },

  /** Holds the file for itself until it is told to let it go. */
  async lock() {
    const database = new Database(file, { timeout: 10_000 });
    database.exec('begin exclusive');
    tell('locked');
    await once(process, 'message');
    database.exec('rollback');
    process.disconnect();
  },
};

await roles[role]?.();
