import { Kafka, logLevel, type Message } from 'kafkajs';
import type { BrokerMessage } from '../src/transport/broker.js';
import { createBroker } from '../src/transport/open/create-broker.js';
import { startKafka } from '../test/support/services/kafka.js';
import type { Figure } from './figures.js';
import { imageRecords, KafkaTopics } from './kafka-topics.js';
import type { Lab } from './lab.js';
import { alternate } from './measure.js';
import { compared, publishAll, readAll, type Way } from './transport.js';

const names = {
  question: 'transport',
  driver: 'Kafka driver',
  client: 'kafkajs',
  reached: { publish: 0.6, consume: 0.65 },
};

/** What the driver adds to kafkajs: the same records, keys and headers through both. */
export async function transportOnKafka(lab: Lab): Promise<Figure[]> {
  const { brokers } = await lab.server(startKafka);
  const records = imageRecords(lab.images, lab.settings.quick ? 5_000 : 20_000);
  const topics = await KafkaTopics.open(brokers);
  try {
    const bench = { lab, topics, brokers, records };
    const published = await publishing(bench);
    const consumed = await consuming(bench);
    const bytes = records.reduce((sum, record) => sum + sizeOf(record), 0) / records.length;
    return [
      ...compared(names, 'publish', published),
      ...compared(names, 'consume', consumed),
      {
        question: names.question,
        what: 'an image on the wire, with its headers',
        value: bytes,
        unit: 'bytes',
      },
    ];
  } finally {
    await topics.close();
  }
}

interface Bench {
  readonly lab: Lab;
  readonly topics: KafkaTopics;
  readonly brokers: string[];
  readonly records: readonly Message[];
}

const openDriver = ({ brokers }: Pick<Bench, 'brokers'>) => createBroker('kafka', { settings: { brokers } });

/** In this process kafkajs encodes records as the driver makes it: what is compared is the driver's own work. */
const rawClient = ({ brokers }: Pick<Bench, 'brokers'>) =>
  new Kafka({ brokers, clientId: 'raw', logLevel: logLevel.ERROR });

async function publishing(bench: Bench): Promise<Record<Way, number[]>> {
  const { lab, topics, records } = bench;
  const [own, raw] = [lab.topic('publish-driver'), lab.topic('publish-raw')];
  await topics.create([own, raw]);
  const driver = await openDriver(bench);
  const producer = rawClient(bench).producer();
  await producer.connect();
  const turns = {
    driver: () =>
      publishAll(records, (messages) => driver.publish(own, messages as unknown as BrokerMessage[])),
    client: () => publishAll(records, (messages) => producer.send({ topic: raw, messages })),
  };
  try {
    for (const warmUp of Object.values(turns)) await warmUp();
    return await alternate(2 * lab.settings.rounds, turns, (text) => lab.report(`publish, ${text}`));
  } finally {
    await Promise.all([driver.close(), producer.disconnect()]);
  }
}

async function consuming(bench: Bench): Promise<Record<Way, number[]>> {
  const { lab, topics, records } = bench;
  const topic = lab.topic('consume');
  await topics.create([topic]);
  await topics.fill(topic, records);
  let group = 0;
  const turn = (read: typeof readRaw) => () =>
    readAll(records.length, (seen) => read(bench, topic, `group-${(group += 1)}`, seen));
  const turns = { driver: turn(readWithDriver), client: turn(readRaw) };
  for (const warmUp of Object.values(turns)) await warmUp();
  return alternate(2 * lab.settings.rounds, turns, (text) => lab.report(`consume, ${text}`));
}

async function readWithDriver(bench: Bench, topic: string, group: string, seen: () => void) {
  const driver = await openDriver(bench);
  await driver.subscribe(topic, async () => seen(), { group, maxInFlight: 512 });
  return () => driver.close();
}

/** Each record is looked at, and what is done is committed after each batch, as the driver does. */
async function readRaw(bench: Bench, topic: string, groupId: string, seen: () => void) {
  const consumer = rawClient(bench).consumer({ groupId, maxWaitTimeInMs: 500 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    eachBatchAutoResolve: false,
    eachBatch: async ({ batch, resolveOffset, commitOffsetsIfNecessary }) => {
      for (const message of batch.messages) {
        seen();
        resolveOffset(message.offset);
      }
      await commitOffsetsIfNecessary();
    },
  });
  return () => consumer.disconnect();
}

function sizeOf({ key, value, headers = {} }: Message): number {
  const pairs = Object.entries(headers).map(([name, text]) => name.length + String(text).length + 2);
  return String(key).length + (value?.length ?? 0) + pairs.reduce((sum, size) => sum + size, 0);
}
