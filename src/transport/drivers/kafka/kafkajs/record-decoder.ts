import { setHeader } from '../../../delivery/set-header.js';

type Value = Buffer | string;
type Headers = Record<string, Value | Value[] | undefined>;

/** What a record batch says once for all of its records. */
export interface BatchContext {
  readonly firstOffset: string;
  readonly firstTimestamp: string;
  readonly maxTimestamp?: string;
  readonly timestampType?: number;
  readonly magicByte: number;
  readonly isControlBatch: boolean;
}

const logAppendTime = 1;

/** Headers at places beyond are read like others, but not remembered; nor are longer texts. */
const rememberedHeaders = 64;
const rememberedLength = 256;

/**
 * The texts that were read last at each place of a list of headers. Records of one topic are much alike: the names are
 * the same in each, and so are most values, so that few texts are made anew.
 */
const lastNames: (string | undefined)[] = [];
const lastValues: (string | undefined)[] = [];

/** Reads one record from its first byte, behind its length. */
class RecordReader {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  byte(): number {
    const byte = this.bytes[this.at++];
    if (byte === undefined) throw new RangeError('the record ends in the middle of a field');
    return byte;
  }

  /** Zigzag; exact up to 2^53. */
  varInt(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) break;
      scale *= 128;
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  field(): Buffer | null {
    const end = this.ending();
    return end === undefined ? null : this.take(end);
  }

  headers(): Headers {
    const headers: Headers = {};
    const count = this.varInt();
    for (let place = 0; place < count; place += 1) {
      const name = this.textOrBytes(lastNames, place).toString();
      const value = this.textOrBytes(lastValues, place);
      const known = Object.hasOwn(headers, name) ? headers[name] : undefined;
      if (known === undefined) setHeader(headers, name, value);
      else if (Array.isArray(known)) known.push(value);
      else setHeader(headers, name, [known, value]);
    }
    return headers;
  }

  /** Printable ASCII as text, which says the same; all else as bytes. Kafka's null reads as no text. */
  private textOrBytes(last: (string | undefined)[], place: number): Value {
    const end = this.ending() ?? this.at;
    const text = this.text(end, last, place);
    if (text === undefined) return this.take(end);
    this.at = end;
    return text;
  }

  /** Where the field ends whose length comes next; undefined where there is none. */
  private ending(): number | undefined {
    const length = this.varInt();
    if (length < 0) return undefined;
    if (this.at + length > this.bytes.length)
      throw new RangeError(`the record ends before its ${length} bytes`);
    return this.at + length;
  }

  private take(end: number): Buffer {
    const bytes = this.bytes.subarray(this.at, end);
    this.at = end;
    return bytes;
  }

  private text(end: number, last: (string | undefined)[], place: number): string | undefined {
    const known = last[place];
    if (known !== undefined && this.is(known, end)) return known;
    for (let at = this.at; at < end; at += 1) {
      const byte = this.bytes[at] as number;
      if (byte < 0x20 || byte > 0x7e) return undefined;
    }
    const text = this.bytes.toString('latin1', this.at, end);
    if (place < rememberedHeaders && text.length <= rememberedLength) last[place] = text;
    return text;
  }

  private is(text: string, end: number): boolean {
    if (text.length !== end - this.at) return false;
    for (let at = 0; at < text.length; at += 1) {
      if (this.bytes[this.at + at] !== text.charCodeAt(at)) return false;
    }
    return true;
  }
}

/**
 * Reads a record of Kafka's format 2 as kafkajs does, but for header values of printable ASCII, which are text. kafkajs
 * itself copies all headers of a record for each of them: a message with 100,000, which fits into one megabyte, would
 * stop a consumer for an hour, and after it the next member of the group. And it makes a view of memory for every field.
 *
 * @throws RangeError when the record ends too early.
 */
export function decodeRecord({ buffer }: { readonly buffer: Buffer }, context: BatchContext) {
  const { firstOffset, firstTimestamp, maxTimestamp, timestampType, magicByte, isControlBatch } = context;
  const reader = new RecordReader(buffer);
  const attributes = reader.byte();
  const timestampDelta = reader.varInt();
  const isAppended = timestampType === logAppendTime && maxTimestamp;
  return {
    magicByte,
    attributes,
    timestamp: isAppended ? maxTimestamp : sum(firstTimestamp, timestampDelta),
    offset: sum(firstOffset, reader.varInt()),
    key: reader.field(),
    value: reader.field(),
    headers: reader.headers(),
    isControlRecord: isControlBatch,
    batchContext: context,
  };
}

/** Offsets and times are 64 bits wide, and seldom need more than 53. */
function sum(first: string, delta: number): string {
  const total = Number(first) + delta;
  return Number.isSafeInteger(total) ? String(total) : String(BigInt(first) + BigInt(delta));
}
