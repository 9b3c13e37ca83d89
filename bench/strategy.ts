import { Logger } from '@nestjs/common';
import type { Broker, Consume, ReceivedMessage } from '../src/transport/broker.js';
import { BrokerStrategy } from '../src/transport/nest/broker.strategy.js';
import type { Figure } from './figures.js';
import type { Lab } from './lab.js';
import { alternate } from './measure.js';

const question = 'strategy';
const envelope = { key: 'bench', value: new Uint8Array(400), headers: {} };

/** Hands messages to whoever subscribes, and takes what is published, without a broker. */
class NoBroker {
  readonly name = 'kafka';
  consume: Consume = async () => {};

  async connect(): Promise<void> {}
  async publish(): Promise<void> {}
  async close(): Promise<void> {}

  async subscribe(_: unknown, consume: Consume): Promise<void> {
    this.consume = consume;
  }
}

/** The processor time that looking up, awaiting, answering and acknowledging adds to a message. */
export async function strategyOverhead(lab: Lab): Promise<Figure[]> {
  const broker = new NoBroker();
  const codec = { decode: () => ({}), encode: () => envelope, partitionKey: () => undefined };
  const strategy = new BrokerStrategy(broker as unknown as Broker, {
    groupId: 'bench',
    maxInFlight: 512,
    codec,
  });
  strategy.addHandler('images', async () => 'answer', false, { replyTo: 'predictions' });
  Logger.overrideLogger(false);
  await new Promise<void>((resolve) => strategy.listen(resolve));
  await new Promise((resolve) => setTimeout(resolve, 50));
  const messages = Array.from({ length: 20_000 }, (_, at) => messageAt(at));
  const bare = async () => void (await Promise.resolve());
  const turns = {
    strategy: () => microsEach(messages, broker.consume),
    nothing: () => microsEach(messages, bare),
  };
  for (const warmUp of Object.values(turns)) await warmUp();
  const times = await alternate(3 * lab.settings.rounds, turns);
  await strategy.close();
  // Neighbours on the machine only ever add to processor time: the least is the nearest to the work itself.
  const value = Math.min(...times.strategy) - Math.min(...times.nothing);
  const ratio = {
    value: value / 4,
    against: 'the 4 µs that it may add to a message',
    atMost: 1,
    reached: 1.6,
  };
  return [{ question, what: 'processor time that the strategy adds', value, unit: 'µs/message', ratio }];
}

async function microsEach(messages: readonly ReceivedMessage[], consume: Consume): Promise<number> {
  const before = process.cpuUsage();
  for (let at = 0; at < messages.length; at += 500)
    await Promise.all(messages.slice(at, at + 500).map(consume));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / messages.length;
}

function messageAt(at: number): ReceivedMessage {
  return {
    topic: 'images',
    id: `0/${at}`,
    publishedAt: new Date(0),
    value: new Uint8Array(784),
    headers: { ce_id: Buffer.from(`bench/${at}`) },
  };
}
