import type { Deadline } from '../kafka.deadlines.js';
import type { Bytes, Draft } from './draft.js';

/** kafkajs's data for one record. */
export interface PlainRecord {
  readonly key?: Bytes;
  readonly value: Bytes;
  readonly headers?: Readonly<Record<string, Bytes | Bytes[]>> | undefined;
  /** Milliseconds since 1970; kafkajs takes texts and numbers. Default: now. */
  readonly timestamp?: string | number | null | undefined;
  /** Our records have one; a record is not sent after its deadline. */
  readonly deadline?: Pick<Deadline, 'reason'>;
  /** Our records have it: the encoder counts the requests with it that may leave. */
  sendings?: number;
}

/**
 * Writes one record of Kafka's record batch, version 2, with its length in front.
 *
 * @param offsetDelta its position in the batch.
 * @param timestampDelta milliseconds after the first record's time.
 * @throws the reason of the deadline once that has passed.
 */
export function writeRecord(
  draft: Draft,
  { key, value, headers, deadline }: PlainRecord,
  offsetDelta: number,
  timestampDelta: number,
): void {
  // The last moment to check: bytes written here are sent.
  if (deadline?.reason) throw deadline.reason;
  const start = draft.beginLength();
  draft.byte(0); // a record's attributes; none is in use
  draft.varInt(timestampDelta);
  draft.varInt(offsetDelta);
  draft.field(key);
  draft.field(value);
  if (headers) writeHeaders(draft, headers);
  else draft.varInt(0);
  draft.endLength(start);
}

function writeHeaders(draft: Draft, headers: NonNullable<PlainRecord['headers']>): void {
  const names = Object.keys(headers);
  let count = 0;
  for (const name of names) count += countOf(headers[name]);
  draft.varInt(count);
  for (const name of names) {
    const value = headers[name];
    if (Array.isArray(value)) for (const one of value) writeHeader(draft, name, one);
    else writeHeader(draft, name, value);
  }
}

function writeHeader(draft: Draft, name: string, value: Bytes): void {
  draft.field(name);
  draft.field(value);
}

const countOf = (value: Bytes | Bytes[]): number => (Array.isArray(value) ? value.length : 1);
