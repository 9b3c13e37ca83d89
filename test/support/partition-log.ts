import { createRequire } from 'node:module';
import { compressBatch, encodeBatch } from '../../src/transport/drivers/kafka/kafkajs/record-batch.js';
import type { CompressionCodec } from '../../src/transport/drivers/kafka/kafkajs/compression.js';
import { decodingFetch } from '../../src/transport/drivers/kafka/kafkajs/fetch-answer.js';
import type { FetchedRecord } from '../../src/transport/drivers/kafka/kafkajs/fetched-record.js';
import type { PlainRecord } from '../../src/transport/drivers/kafka/kafkajs/record-encoder.js';

/** kafkajs's own: what it hands over of an answer, and where it goes on. */
interface Batch {
  readonly rawMessages: readonly unknown[];
  readonly messages: readonly FetchedRecord[];
  lastOffset(): string;
}
type BatchClass = new (topic: string, fetchedOffset: string, partition: object) => Batch;

const KafkajsBatch = createRequire(import.meta.url)('kafkajs/src/consumer/batch.js') as BatchClass;

/** A batch as a broker stores it: with its first offset. */
export async function storedBatch(
  offset: bigint,
  records: readonly PlainRecord[],
  codec: CompressionCodec = 'none',
): Promise<Buffer> {
  const plain = encodeBatch(records, {}, -1);
  const batch = codec === 'none' ? Buffer.from(plain) : await compressBatch(plain, codec);
  batch.writeBigInt64BE(offset);
  return batch;
}

export interface StoredPiece {
  readonly bytes: Buffer;
  readonly last: bigint;
}

export interface Reading {
  readonly records: readonly FetchedRecord[];
  readonly fetches: number;
}

/** A partition's log, read as kafkajs reads one: each fetch begins with the whole piece that has its offset. */
export class PartitionLog {
  constructor(
    private readonly pieces: readonly StoredPiece[],
    private readonly maxBytes = 1_048_576,
  ) {}

  /** @throws Error when so many fetches do not reach the end. */
  async read(mostFetches: number, abortedTransactions: readonly object[] = []): Promise<Reading> {
    const end = (this.pieces.at(-1)?.last ?? -1n) + 1n;
    const records: FetchedRecord[] = [];
    let offset = 0n;
    for (let fetches = 1; fetches <= mostFetches; fetches += 1) {
      const batch = await this.fetch(offset, end, abortedTransactions);
      for (const record of batch.messages) records.push(record);
      if (batch.rawMessages.length > 0) offset = BigInt(batch.lastOffset()) + 1n;
      if (offset >= end) return { records, fetches };
    }
    throw new Error(`${mostFetches} fetches come no further than ${offset} of ${end}`);
  }

  private async fetch(offset: bigint, end: bigint, abortedTransactions: readonly object[]): Promise<Batch> {
    const partition = { partition: 0, highWatermark: String(end), abortedTransactions };
    const answer = {
      responses: [{ topicName: 't', partitions: [{ ...partition, messages: [this.from(offset)] }] }],
    };
    const fetchOffset = String(offset);
    const request = { topics: [{ topic: 't', partitions: [{ partition: 0, fetchOffset }] }] };
    const decoded = await decodingFetch(async () => answer as never)(request);
    return new KafkajsBatch('t', fetchOffset, decoded.responses[0]?.partitions[0] as object);
  }

  private from(offset: bigint): Buffer {
    const first = this.pieces.findIndex(({ last }) => last >= offset);
    const bytes = Buffer.concat(this.pieces.slice(first).map((piece) => piece.bytes));
    const whole = this.pieces[first]?.bytes.length ?? 0;
    return bytes.subarray(0, Math.max(whole, this.maxBytes));
  }
}
