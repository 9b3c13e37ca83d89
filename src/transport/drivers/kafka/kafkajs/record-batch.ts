import { batchMagic, fieldAt as at, mask, recordsAt } from './batch-header.js';
import { type CompressionCodec, codecs, compress } from './compression.js';
import { crc32c } from './crc32c.js';
import { Draft } from './draft.js';
import { type PlainRecord, writeRecord } from './record-encoder.js';

/** The sender of a batch; only idempotent and transactional producers have an id. */
export interface BatchProducer {
  readonly transactionalId?: string | null | undefined;
  /** 64 bits, which kafkajs keeps in objects. Default: none. */
  readonly producerId?: { toString(): string } | undefined;
  readonly producerEpoch?: number | undefined;
}

const noProducer = -1;

/** A batch is often as large as the one before. */
let lastBytes = 16_384;

/**
 * Writes Kafka's record batch, version 2, in one pass. kafkajs itself copies each record, then makes an encoder with
 * half a kilobyte of zeros for it and for each of its headers. It also copies the bytes twice: more work than the
 * rest of a publisher together. Source of the format: Apache Kafka's documentation, "Record Batch".
 *
 * @throws the reason of a record's deadline once that has passed.
 */
export function encodeBatch(
  records: readonly PlainRecord[],
  producer: BatchProducer,
  firstSequence: number,
): Buffer {
  const now = Date.now();
  const { first = now, last = now } = timesOf(records);
  const draft = new Draft(lastBytes);
  draft.skip(recordsAt);
  for (let place = 0; place < records.length; place += 1) {
    const record = records[place] as PlainRecord;
    writeRecord(draft, record, place, Number(record.timestamp || now) - first);
  }
  const bytes = draft.written;
  lastBytes = bytes.length;
  writeHeader(bytes, producer, { count: records.length, first, last, firstSequence });
  return bytes;
}

/** The same batch with its records compressed. */
export async function compressBatch(batch: Buffer, codec: CompressionCodec): Promise<Buffer> {
  const records = await compress(codec, batch.subarray(recordsAt));
  const bytes = Buffer.concat([batch.subarray(0, recordsAt), records]);
  bytes.writeInt16BE(batch.readInt16BE(at.attributes) | codecs.indexOf(codec), at.attributes);
  seal(bytes);
  return bytes;
}

/** The earliest and the latest timestamp of the records. */
function timesOf(records: readonly PlainRecord[]): { first?: number; last?: number } {
  let [first, last] = [Infinity, -Infinity];
  for (const { timestamp } of records) {
    if (timestamp === undefined || timestamp === null) continue;
    first = Math.min(first, Number(timestamp));
    last = Math.max(last, Number(timestamp));
  }
  return first <= last ? { first, last } : {};
}

interface Contents {
  readonly count: number;
  readonly first: number;
  readonly last: number;
  readonly firstSequence: number;
}

function writeHeader(bytes: Buffer, producer: BatchProducer, contents: Contents): void {
  const { transactionalId, producerId = noProducer, producerEpoch = 0 } = producer;
  bytes.writeBigInt64BE(0n, 0); // the offset of the first record, which the broker sets
  bytes.writeInt32BE(0, at.epoch);
  bytes.writeInt8(batchMagic, at.magic);
  bytes.writeInt16BE(transactionalId ? mask.transactional : 0, at.attributes);
  bytes.writeInt32BE(contents.count - 1, at.lastDelta);
  bytes.writeBigInt64BE(BigInt(contents.first), at.firstTimestamp);
  bytes.writeBigInt64BE(BigInt(contents.last), at.maxTimestamp);
  bytes.writeBigInt64BE(BigInt(producerId.toString()), at.producerId);
  bytes.writeInt16BE(producerEpoch, at.producerEpoch);
  bytes.writeInt32BE(contents.firstSequence, at.firstSequence);
  bytes.writeInt32BE(contents.count, at.count);
  seal(bytes);
}

/** Writes the length and the checksum. */
function seal(bytes: Buffer): void {
  bytes.writeInt32BE(bytes.length - at.epoch, at.length);
  bytes.writeUInt32BE(crc32c(bytes.subarray(at.attributes)), at.crc);
}
