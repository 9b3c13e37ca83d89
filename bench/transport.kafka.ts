import { Kafka, logLevel, type Message } from 'kafkajs';
import { readConfig } from '../src/config/config.js';
import type { BrokerMessage } from '../src/transport/broker.js';
import { createBroker } from '../src/transport/create-broker.js';
import { startKafka } from '../test/services/kafka.js';
import type { Figure } from './figures.js';
import { imageRecords, KafkaTopics } from './kafka-topics.js';
import type { Lab } from './lab.js';
import { alternate, median, pairedRatio } from './measure.js';

const recordsPerCall = 500;
const question = 'transport';
type Way = 'driver' | 'kafkajs';

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
      ...compared('publish', published),
      ...compared('consume', consumed),
      { question, what: 'an image on the wire, with its headers', value: bytes, unit: 'bytes' },
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

function openDriver({ brokers }: Pick<Bench, 'brokers'>) {
  const { driver } = readConfig({}).transport;
  return createBroker('kafka', { ...driver, settings: { brokers } });
}

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
  const calls = Array.from({ length: Math.ceil(records.length / recordsPerCall) }, (_, at) =>
    records.slice(at * recordsPerCall, (at + 1) * recordsPerCall),
  );
  const timed = (send: (messages: readonly Message[]) => Promise<unknown>) => async () => {
    const start = performance.now();
    for (let at = 0; at < calls.length; at += 4) await Promise.all(calls.slice(at, at + 4).map(send));
    return (1_000 * records.length) / (performance.now() - start);
  };
  const turns = {
    driver: timed((messages) => driver.publish(own, messages as unknown as BrokerMessage[])),
    kafkajs: timed((messages) => producer.send({ topic: raw, messages: [...messages] })),
  };
  try {
    for (const turn of Object.values(turns)) await turn();
    return await alternate(lab.settings.rounds, turns, (text) => lab.tell(`publish, ${text}`));
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
  const turns = {
    driver: () =>
      timeToRead(records.length, (seen) => readWithDriver(bench, topic, `driver-${(group += 1)}`, seen)),
    kafkajs: () => timeToRead(records.length, (seen) => readRaw(bench, topic, `raw-${(group += 1)}`, seen)),
  };
  for (const turn of Object.values(turns)) await turn();
  return alternate(lab.settings.rounds, turns, (text) => lab.tell(`consume, ${text}`));
}

type Reader = (seen: (count: number) => void) => Promise<() => Promise<void>>;

/** From the first message to the last: joining the group is not what is asked. */
async function timeToRead(count: number, read: Reader): Promise<number> {
  let [first, read_, done] = [0, 0, (): void => {}];
  const all = new Promise<void>((resolve) => (done = resolve));
  const stop = await read((some) => {
    first ||= performance.now();
    read_ += some;
    if (read_ >= count) done();
  });
  await all;
  const rate = (1_000 * count) / (performance.now() - first);
  await stop();
  return rate;
}

async function readWithDriver(bench: Bench, topic: string, group: string, seen: (count: number) => void) {
  const driver = await openDriver(bench);
  await driver.subscribe(topic, async () => seen(1), { group, maxInFlight: 512 });
  return () => driver.close();
}

/** Each record is looked at, and what is done is committed after each batch, as the driver does. */
async function readRaw(bench: Bench, topic: string, groupId: string, seen: (count: number) => void) {
  const consumer = rawClient(bench).consumer({ groupId, maxWaitTimeInMs: 500 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    eachBatchAutoResolve: false,
    eachBatch: async ({ batch, resolveOffset, commitOffsetsIfNecessary }) => {
      for (const message of batch.messages) {
        seen(1);
        resolveOffset(message.offset);
      }
      await commitOffsetsIfNecessary();
    },
  });
  return () => consumer.disconnect();
}

function compared(what: string, rates: Readonly<Record<Way, readonly number[]>>): Figure[] {
  const against = `kafkajs, the same ${what}`;
  const ratio = { value: pairedRatio(rates.driver, rates.kafkajs), against, atLeast: 0.8 };
  return [
    { question, what: `Kafka driver: ${what}`, value: median(rates.driver), unit: 'messages/s', ratio },
    { question, what: `kafkajs: ${what}`, value: median(rates.kafkajs), unit: 'messages/s' },
  ];
}

function sizeOf({ key, value, headers = {} }: Message): number {
  const pairs = Object.entries(headers).map(([name, text]) => name.length + String(text).length + 2);
  return String(key).length + (value?.length ?? 0) + pairs.reduce((sum, size) => sum + size, 0);
}
