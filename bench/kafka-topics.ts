import { type Admin, Kafka, logLevel, type Message, type Producer } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Envelope } from '../src/transport/delivery/codec.js';
import { imageMessages } from './images.js';

const partitions = 4;
const recordsPerRequest = 500;
const bytesPerRequest = 16_000_000;
/** In bytes: room for a photograph. */
const largestRecord = '10000000';

/** The image events as records of kafkajs. */
export const imageRecords = (images: readonly Uint8Array[], count: number): Message[] =>
  recordsOf(imageMessages(images, count, 'kafka'));

export const recordsOf = (messages: readonly Envelope[]): Message[] =>
  messages.map(({ key, value, headers }) => ({
    key: key as string,
    value: value && Buffer.from(value.buffer, value.byteOffset, value.length),
    headers: headers as Record<string, string>,
  }));

/** The topics of a Kafka from the outside: fills them, and counts what lies there. */
export class KafkaTopics {
  private constructor(
    readonly admin: Admin,
    private readonly producer: Producer,
  ) {}

  static async open(brokers: readonly string[]): Promise<KafkaTopics> {
    const kafka = new Kafka({ brokers: [...brokers], clientId: 'bench', logLevel: logLevel.ERROR });
    const topics = new KafkaTopics(kafka.admin(), kafka.producer());
    await Promise.all([topics.admin.connect(), topics.producer.connect()]);
    return topics;
  }

  async create(names: readonly string[], numPartitions = partitions): Promise<void> {
    const configEntries = [{ name: 'max.message.bytes', value: largestRecord }];
    const topics = names.map((topic) => ({ topic, numPartitions, configEntries }));
    // Its own waiting for leaders gives up at once where a busy broker does not know the new topic yet.
    await this.admin.createTopics({ topics, waitForLeaders: false });
    for (const topic of names) await this.untilKnown(topic);
  }

  async fill(topic: string, records: readonly Message[]): Promise<void> {
    const largest = records.reduce((most, { value }) => Math.max(most, value?.length ?? 0), 1);
    const each = Math.max(1, Math.min(recordsPerRequest, Math.floor(bytesPerRequest / largest)));
    const requests = Array.from({ length: Math.ceil(records.length / each) }, (_, at) =>
      records.slice(at * each, (at + 1) * each),
    );
    for (let at = 0; at < requests.length; at += 4) {
      await Promise.all(
        requests.slice(at, at + 4).map((messages) => this.producer.send({ topic, messages })),
      );
    }
  }

  /** Resolves once so many members of the group have divided the partitions among themselves. */
  async untilShared(group: string, members: number): Promise<void> {
    for (;;) {
      const { groups } = await this.admin.describeGroups([group]);
      if (groups.some((one) => one.state === 'Stable' && one.members.length === members)) return;
      await sleep(100);
    }
  }

  /** How many messages the topic has ever taken. */
  async count(topic: string): Promise<number> {
    const offsets = await this.admin.fetchTopicOffsets(topic);
    return offsets.reduce((sum, { high }) => sum + Number(high), 0);
  }

  async close(): Promise<void> {
    await Promise.all([this.producer.disconnect(), this.admin.disconnect()]);
  }

  private async untilKnown(topic: string): Promise<void> {
    for (const deadline = performance.now() + 10_000; ; await sleep(50)) {
      try {
        return void (await this.admin.fetchTopicOffsets(topic));
      } catch (error) {
        if (performance.now() > deadline) throw error;
      }
    }
  }
}
