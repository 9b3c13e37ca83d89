import type { Deadline } from './kafka.deadlines.js';

type Bytes = Buffer | string | null | undefined;

/** What kafkajs hands over for one record. */
export interface PlainRecord {
  readonly key?: Bytes;
  readonly value: Bytes;
  readonly headers?: Readonly<Record<string, Bytes | Bytes[]>> | undefined;
  readonly offsetDelta?: number;
  readonly timestampDelta?: number;
  /** A record of ours whose time is up is held back. */
  readonly deadline?: Pick<Deadline, 'reason'>;
}

/** As much of kafkajs's Encoder as the batch around the records asks for. */
interface Encoded {
  readonly buf: Buffer;
  readonly buffer: Buffer;
}

/** Strings up to here are written by a loop: a call into C++ costs more. */
const shortText = 80;
const lengthBytes = 10;

/** Bytes that grow as they are written. */
class Draft {
  private bytes = Buffer.allocUnsafe(16_384);
  private end = 0;

  /** Begins anew, with room in front for the length. */
  begin(): void {
    this.end = lengthBytes;
  }

  /** A copy of what was written, its length in front. */
  finish(): Buffer {
    const bodyEnd = this.end;
    this.end = 0;
    this.varInt(bodyEnd - lengthBytes);
    const start = lengthBytes - this.end;
    this.bytes.copyWithin(start, 0, this.end);
    const record = Buffer.allocUnsafe(bodyEnd - start);
    this.bytes.copy(record, 0, start, bodyEnd);
    return record;
  }

  byte(value: number): void {
    this.reserve(1);
    this.bytes[this.end++] = value;
  }

  /** Zigzag, as Kafka's variable-length integers are. */
  varInt(value: number): void {
    this.reserve(lengthBytes);
    let rest = value >= 0 ? value * 2 : -value * 2 - 1;
    while (rest > 0x7f) {
      this.bytes[this.end++] = (rest % 128) | 0x80;
      rest = Math.floor(rest / 128);
    }
    this.bytes[this.end++] = rest;
  }

  /** The length, then the bytes; absent ones have the length −1. */
  field(value: Bytes): void {
    if (value === null || value === undefined) this.varInt(-1);
    else if (typeof value === 'string') this.text(value);
    else {
      this.varInt(value.length);
      this.reserve(value.length);
      this.bytes.set(value, this.end);
      this.end += value.length;
    }
  }

  private text(value: string): void {
    const { end } = this;
    if (value.length <= shortText && this.ascii(value)) return;
    this.end = end;
    const length = Buffer.byteLength(value);
    this.varInt(length);
    this.reserve(length);
    this.end += this.bytes.write(value, this.end);
  }

  /** False when some character takes more than a byte. */
  private ascii(value: string): boolean {
    this.varInt(value.length);
    this.reserve(value.length);
    for (let at = 0; at < value.length; at += 1) {
      const code = value.charCodeAt(at);
      if (code > 0x7f) return false;
      this.bytes[this.end++] = code;
    }
    return true;
  }

  private reserve(more: number): void {
    if (this.end + more <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(2 * (this.end + more));
    this.bytes.copy(larger, 0, 0, this.end);
    this.bytes = larger;
  }
}

const draft = new Draft();

/**
 * One record of Kafka's record batch, version 2, with its length. kafkajs itself makes an encoder with half a kilobyte of
 * zeros for each record and for each of its headers, which costs more than all else that a publisher does.
 *
 * @throws the reason of the deadline once the record's time is up.
 */
export function encodeRecord(record: PlainRecord): Encoded {
  const { key, value, headers, deadline, offsetDelta = 0, timestampDelta = 0 } = record;
  // The last moment: what is written here is sent.
  if (deadline?.reason) throw deadline.reason;
  draft.begin();
  draft.byte(0); // a record's attributes, none of which is used
  draft.varInt(timestampDelta);
  draft.varInt(offsetDelta);
  draft.field(key);
  draft.field(value);
  if (headers) writeHeaders(headers);
  else draft.varInt(0);
  const buf = draft.finish();
  return { buf, buffer: buf };
}

function writeHeaders(headers: NonNullable<PlainRecord['headers']>): void {
  const names = Object.keys(headers);
  let count = 0;
  for (const name of names) count += countOf(headers[name]);
  draft.varInt(count);
  for (const name of names) {
    const value = headers[name];
    if (Array.isArray(value)) for (const one of value) writeHeader(name, one);
    else writeHeader(name, value);
  }
}

function writeHeader(name: string, value: Bytes): void {
  draft.field(name);
  draft.field(value);
}

const countOf = (value: Bytes | Bytes[]): number => (Array.isArray(value) ? value.length : 1);
