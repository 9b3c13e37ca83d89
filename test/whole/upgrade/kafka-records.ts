import { randomBytes } from 'node:crypto';
import { type IHeaders, Kafka, logLevel, type Message } from 'kafkajs';
import { type Bytes, bytesOf, type KafkaRecord, type RawBroker, shown } from './records.js';

const clientOf = (brokers: string[]) => new Kafka({ brokers, logLevel: logLevel.NOTHING });

/** Kafka as kafkajs reaches it. */
export const rawKafka = (brokers: string[]): RawBroker<KafkaRecord> => ({
  settings: { KAFKA_BROKERS: brokers.join(',') },
  publish: (topic, records) => publishToKafka(brokers, topic, records),
  idOf: ({ headers: { ce_id: id } }) => (typeof id === 'string' ? id : undefined),
  valueOf: ({ value }) => bytesOf(value ?? '').toString(),
});

/** Every record of the topic, in the order of partition and offset. */
export async function readKafkaTopic(brokers: string[], topic: string): Promise<KafkaRecord[]> {
  const kafka = clientOf(brokers);
  const admin = kafka.admin();
  await admin.connect();
  const ends = await admin.fetchTopicOffsets(topic);
  await admin.disconnect();
  const expected = ends.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
  const found: { at: number; record: KafkaRecord }[] = [];
  if (expected === 0) return [];
  const consumer = kafka.consumer({ groupId: `records-${randomBytes(4).toString('hex')}` });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    consumer
      .run({
        eachMessage: async ({ partition, message: { key, value, headers = {}, offset } }) => {
          const record = { partition, key: key && shown(key), value: value && shown(value) };
          found.push({
            at: partition * 1e9 + Number(offset),
            record: { ...record, headers: shownHeaders(headers) },
          });
          if (found.length === expected) resolve();
        },
      })
      .catch(reject);
  });
  await consumer.disconnect();
  return found.toSorted((one, other) => one.at - other.at).map(({ record }) => record);
}

/** Publishes the records, byte by byte as they were. */
async function publishToKafka(
  brokers: string[],
  topic: string,
  records: readonly KafkaRecord[],
): Promise<void> {
  const producer = clientOf(brokers).producer();
  await producer.connect();
  await producer.send({ topic, messages: records.map(messageOf) });
  await producer.disconnect();
}

function messageOf({ partition, key, value, headers }: KafkaRecord): Message {
  const entries = Object.entries(headers).map(([name, written]) => [
    name,
    isList(written) ? written.map(bytesOf) : bytesOf(written),
  ]);
  return {
    partition,
    key: key === null ? null : bytesOf(key),
    value: value === null ? null : bytesOf(value),
    headers: Object.fromEntries(entries) as IHeaders,
  };
}

function shownHeaders(headers: IHeaders): KafkaRecord['headers'] {
  const one = (bytes: Buffer | string) => shown(Buffer.from(bytes));
  const entries = Object.entries(headers).map(([name, value = '']) => [
    name,
    Array.isArray(value) ? value.map(one) : one(value),
  ]);
  return Object.fromEntries(entries) as KafkaRecord['headers'];
}

const isList = (header: Bytes | readonly Bytes[]): header is readonly Bytes[] => Array.isArray(header);
