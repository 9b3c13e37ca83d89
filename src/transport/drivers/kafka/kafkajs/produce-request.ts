import { createRequire } from 'node:module';
import { type CompressionCodec, codecs } from './compression.js';
import { type BatchProducer, compressBatch, encodeBatch } from './record-batch.js';
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
  /** By its number in a batch's attributes. Default: none. */
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

/** kafkajs's produce request with our record batches; the rest of it stays. */
export const produceRequest =
  (original: (given: ProduceRequest) => Request) =>
  (given: ProduceRequest): Request => ({ ...original(given), encode: () => encodeRequest(given) });

async function encodeRequest(request: ProduceRequest): Promise<Encoder> {
  const { transactionalId = null, acks, timeout, topicData, compression = 0 } = request;
  const codec = codecs[compression] ?? 'none';
  const topics: Encoder[] = [];
  for (const { topic, partitions } of topicData) {
    const encoded = await Promise.all(partitions.map((one) => encodePartition(one, request, codec)));
    topics.push(new KafkajsEncoder().writeString(topic).writeArray(encoded));
  }
  if (codec !== 'none') holdBackLate(topicData);
  countSendings(topicData);
  return new KafkajsEncoder()
    .writeString(transactionalId)
    .writeInt16(acks)
    .writeInt32(timeout)
    .writeArray(topics);
}

/** kafkajs encodes a request once its connection is open, and writes it next. */
function countSendings(topics: readonly TopicData[]): void {
  for (const { partitions } of topics)
    for (const { messages } of partitions)
      for (const message of messages) if (message.sendings !== undefined) message.sendings += 1;
}

async function encodePartition(
  { partition, firstSequence, messages }: PartitionData,
  producer: BatchProducer,
  codec: CompressionCodec,
): Promise<Encoder> {
  const batch = encodeBatch(messages, producer, firstSequence);
  const bytes = codec === 'none' ? batch : await compressBatch(batch, codec);
  return new KafkajsEncoder().writeInt32(partition).writeBytes(bytes);
}

/** A record may run out of time while others are compressed. */
function holdBackLate(topics: readonly TopicData[]): void {
  for (const { partitions } of topics)
    for (const { messages } of partitions)
      for (const { deadline } of messages) if (deadline?.reason) throw deadline.reason;
}
