import { crc32 } from 'node:zlib';
import { crc32c } from './crc32c.js';
import type { BatchContext } from './record-decoder.js';

/** Byte positions. Offset, length and magic are at the same place in every format since the first. */
export const fieldAt = {
  length: 8,
  epoch: 12,
  magic: 16,
  crc: 17,
  attributes: 21,
  lastDelta: 23,
  firstTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  producerEpoch: 51,
  firstSequence: 53,
  count: 57,
};
/** From the offset to the magic byte: what every entry has. */
export const entryBytes = 17;
export const recordsAt = 61;
/** The least length that an entry can claim, which counts what comes after it. */
const leastLength = { batch: recordsAt - fieldAt.epoch, message: 14 };
export const batchMagic = 2;
/** Bits of a batch's attributes. */
export const mask = { codec: 7, appendTime: 8, transactional: 16, control: 32 };

/** An entry of a partition's log: a record batch, or a message of the formats before Kafka 0.11. */
export interface Entry {
  readonly offset: bigint;
  readonly magic: number;
  /** The position behind it, by its own claim: perhaps after the end of the bytes. */
  readonly end: number;
  /** False: such a length, or such a format, cannot be. */
  readonly isPlausible: boolean;
}

export function entryAt(bytes: Buffer, at: number): Entry {
  const length = bytes.readInt32BE(at + fieldAt.length);
  const magic = bytes.readInt8(at + fieldAt.magic);
  const offset = bytes.readBigInt64BE(at);
  const least = magic === batchMagic ? leastLength.batch : leastLength.message;
  const isPlausible = length >= least && magic >= 0 && magic <= batchMagic && offset >= 0n;
  return { offset, magic, end: at + fieldAt.epoch + length, isPlausible };
}

/** What a batch says of all its records, in kafkajs's names. */
export interface BatchHeader extends BatchContext {
  readonly partitionLeaderEpoch: number;
  readonly inTransaction: boolean;
  readonly lastOffsetDelta: number;
  readonly producerId: string;
  readonly producerEpoch: number;
  readonly firstSequence: number;
  readonly maxTimestamp: string;
  readonly timestampType: number;
  readonly codec: number;
  readonly count: number;
}

/** @param batch at least `recordsAt` bytes. */
export function readBatchHeader(batch: Buffer): BatchHeader {
  const attributes = batch.readInt16BE(fieldAt.attributes);
  return {
    firstOffset: String(batch.readBigInt64BE(0)),
    partitionLeaderEpoch: batch.readInt32BE(fieldAt.epoch),
    magicByte: batch.readInt8(fieldAt.magic),
    codec: attributes & mask.codec,
    timestampType: attributes & mask.appendTime ? 1 : 0,
    inTransaction: (attributes & mask.transactional) !== 0,
    isControlBatch: (attributes & mask.control) !== 0,
    lastOffsetDelta: batch.readInt32BE(fieldAt.lastDelta),
    firstTimestamp: String(batch.readBigInt64BE(fieldAt.firstTimestamp)),
    maxTimestamp: String(batch.readBigInt64BE(fieldAt.maxTimestamp)),
    producerId: String(batch.readBigInt64BE(fieldAt.producerId)),
    producerEpoch: batch.readInt16BE(fieldAt.producerEpoch),
    firstSequence: batch.readInt32BE(fieldAt.firstSequence),
    count: batch.readInt32BE(fieldAt.count),
  };
}

/** Whether a whole entry has the checksum that it names. A message of an older format has another kind. */
export const hasChecksum = (entry: Buffer, magic: number): boolean =>
  magic === batchMagic
    ? crc32c(entry.subarray(fieldAt.attributes)) === entry.readUInt32BE(fieldAt.crc)
    : crc32(entry.subarray(fieldAt.magic)) === entry.readUInt32BE(fieldAt.epoch);
