import { type Admin, Kafka, logLevel, type Message, type Producer } from 'kafkajs';
import { encodeImage } from '../src/events/image.codec.js';
import { beginTrace } from '../src/events/trace-context.js';

const partitions = 4;
const recordsPerRequest = 500;

/** The image events that every contestant is given, as the API publishes them. */
export function imageRecords(images: readonly Uint8Array[], count: number): Message[] {
  const trace = beginTrace(undefined);
  return Array.from({ length: count }, (_, at) => {
    const bytes = images[at % images.length] as Uint8Array;
    const body = { kind: 'pixels', width: 28, height: 28, channels: 1, bytes } as const;
    const event = { id: `bench/${at}`, requestId: 'bench', imageIndex: at, trueLabel: 'Bag', trace, body };
    const { key, value, headers } = encodeImage(event, 'kafka');
    return {
      key: key as string,
      value: value && Buffer.from(value.buffer, value.byteOffset, value.length),
      headers: headers as Record<string, string>,
    };
  });
}

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
    await this.admin.createTopics({ topics: names.map((topic) => ({ topic, numPartitions })) });
  }

  async fill(topic: string, records: readonly Message[]): Promise<void> {
    const requests = Array.from({ length: Math.ceil(records.length / recordsPerRequest) }, (_, at) =>
      records.slice(at * recordsPerRequest, (at + 1) * recordsPerRequest),
    );
    for (let at = 0; at < requests.length; at += 4) {
      await Promise.all(
        requests.slice(at, at + 4).map((messages) => this.producer.send({ topic, messages })),
      );
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
}
