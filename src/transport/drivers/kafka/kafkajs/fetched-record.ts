import type { BatchHeader } from './batch-header.js';
import type { DecodedRecord } from './record-decoder.js';

/** The part of a batch's header that decides whether its transaction was aborted. */
export type RecordContext = Pick<BatchHeader, 'isControlBatch' | 'inTransaction' | 'producerId'>;

/** A record for kafkajs, or one in place of bytes that contain none. */
export interface FetchedRecord extends Omit<DecodedRecord, 'batchContext'> {
  readonly batchContext: RecordContext;
  /** For people: the place, and why its value, the bytes as they came, is no record. */
  readonly undecodable?: string | undefined;
}

const noTransaction: RecordContext = { isControlBatch: false, inTransaction: false, producerId: '-1' };
const empty = { magicByte: 2, attributes: 0, timestamp: '0', key: null, value: null, headers: {} };

/** Moves the position to the end of a batch whose last records were compacted away. No consumer gets it. */
export const placeholder = (offset: bigint): FetchedRecord => ({
  ...empty,
  offset: String(offset),
  isControlRecord: true,
  batchContext: noTransaction,
});

/** Offsets of a partition, both inclusive. */
export interface BatchOffsets {
  readonly first: bigint;
  readonly last: bigint;
}

const firstOffsetHeader = 'kafka-first-offset';
const lastOffsetHeader = 'kafka-last-offset';

/** Bytes that could not be decoded. */
export interface Undecodable extends BatchOffsets {
  readonly bytes: Buffer;
  readonly reason: string;
  /** Default: they are in no transaction. An aborted one is not read, decoded or not. */
  readonly context?: RecordContext | undefined;
  /** Milliseconds since 1970. Default: now. */
  readonly timestamp?: string;
}

/** The record in place of such bytes. It has the last offset, so that a commit covers them all. */
export function standIn({ bytes, first, last, reason, ...given }: Undecodable): FetchedRecord {
  const { context = noTransaction, timestamp = String(Date.now()) } = given;
  const where = first === last ? `the batch at offset ${last}` : `the batch at offsets ${first} to ${last}`;
  return {
    ...empty,
    timestamp,
    offset: String(last),
    value: bytes,
    headers: { [firstOffsetHeader]: String(first), [lastOffsetHeader]: String(last) },
    isControlRecord: false,
    batchContext: context,
    undecodable: `${where} cannot be decoded: ${reason}`,
  };
}
