import { createRequire } from 'node:module';
import { type BatchProducer, encodeBatch } from './record-batch.js';
import type { PlainRecord } from './record-encoder.js';

/** kafkajs's data for the records of one partition. */
interface PartitionData {
  readonly partition: number;
  readonly firstSequence: number;
  readonly messages: readonly PlainRecord[];
}

interface TopicData {
  readonly topic: string;
  readonly partitions: readonly PartitionData[];
}

/** kafkajs's data for a request. */
export interface ProduceRequest extends BatchProducer {
  readonly acks: number;
  readonly timeout: number;
  readonly compression?: number;
  readonly topicData: readonly TopicData[];
}

/** The part of kafkajs's own type that is needed here. */
interface Encoder {
  readonly buffer: Buffer;
  writeString(text: string | null): Encoder;
  writeInt16(value: number): Encoder;
  writeInt32(value: number): Encoder;
  /** With the length in front. */
  writeBytes(bytes: Buffer): Encoder;
  writeArray(items: readonly Encoder[]): Encoder;
}

interface Request {
  readonly encode: () => Promise<Encoder>;
}

const KafkajsEncoder = createRequire(import.meta.url)('kafkajs/src/protocol/encoder.js') as new () => Encoder;

/**
 * kafkajs's produce request with our record batches; the rest of it stays. For compressed records it is kafkajs's
 * own.
 */
export const produceRequest =
  (original: (given: ProduceRequest) => Request) =>
  (given: ProduceRequest): Request =>
    given.compression ? original(given) : { ...original(given), encode: async () => encodeRequest(given) };

function encodeRequest(request: ProduceRequest): Encoder {
  const { transactionalId = null, acks, timeout, topicData } = request;
  const topics = topicData.map(({ topic, partitions }) =>
    new KafkajsEncoder()
      .writeString(topic)
      .writeArray(partitions.map((partition) => encodePartition(partition, request))),
  );
  return new KafkajsEncoder()
    .writeString(transactionalId)
    .writeInt16(acks)
    .writeInt32(timeout)
    .writeArray(topics);
}

function encodePartition({ partition, firstSequence, messages }: PartitionData, producer: BatchProducer) {
  return new KafkajsEncoder()
    .writeInt32(partition)
    .writeBytes(encodeBatch(messages, producer, firstSequence));
}
