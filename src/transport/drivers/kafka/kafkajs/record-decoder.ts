import { setHeader } from '../../../delivery/set-header.js';

type Value = Buffer | string;
type Headers = Record<string, Value | Value[] | undefined>;

/** The fields that a record batch has once for all its records. */
export interface BatchContext {
  readonly firstOffset: string;
  readonly firstTimestamp: string;
  readonly maxTimestamp?: string;
  readonly timestampType?: number;
  readonly magicByte: number;
  readonly isControlBatch: boolean;
}

export interface DecodedRecord<Context = BatchContext> {
  readonly magicByte: number;
  readonly attributes: number;
  readonly timestamp: string;
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Headers;
  readonly isControlRecord: boolean;
  readonly batchContext: Context;
}

const logAppendTime = 1;

/** Headers after this position are read but not cached; nor are longer texts. */
const rememberedHeaders = 64;
const rememberedLength = 256;

/**
 * Caches the last texts at each position in the list of headers. Records of one topic have mostly the same names and
 * values, so few texts are created.
 */
const lastNames: (string | undefined)[] = [];
const lastValues: (string | undefined)[] = [];

/** A variable-length integer of 64 bits has at most this many bytes. */
const mostScale = 128 ** 9;

/** Reads records, one after the other. */
class RecordReader {
  /** The position after the last byte of the present record. */
  private end = 0;

  constructor(
    private readonly bytes: Buffer,
    private at: number,
  ) {}

  /** Reads one record with its length in front. */
  next<Context extends BatchContext>(context: Context): DecodedRecord<Context> {
    this.end = this.bytes.length;
    const end = this.ending();
    if (end === undefined) throw new RangeError('a record has no length');
    this.end = end;
    const record = this.record(context);
    if (this.at !== end) throw new RangeError(`a record has ${end - this.at} bytes too many`);
    return record;
  }

  /** Reads a record after its length. */
  private record<Context extends BatchContext>(context: Context): DecodedRecord<Context> {
    const { firstOffset, firstTimestamp, maxTimestamp, timestampType, magicByte, isControlBatch } = context;
    const attributes = this.byte();
    const timestampDelta = this.varInt();
    const isAppended = timestampType === logAppendTime && maxTimestamp;
    return {
      magicByte,
      attributes,
      timestamp: isAppended ? maxTimestamp : sum(firstTimestamp, timestampDelta),
      offset: sum(firstOffset, this.varInt()),
      key: this.field(),
      value: this.field(),
      headers: this.headers(),
      isControlRecord: isControlBatch,
      batchContext: context,
    };
  }

  get isAtEnd(): boolean {
    return this.at === this.bytes.length;
  }

  private byte(): number {
    const byte = this.at < this.end ? this.bytes[this.at++] : undefined;
    if (byte === undefined) throw new RangeError('a record ends in the middle of a field');
    return byte;
  }

  /** Zigzag; exact up to 2^53. */
  private varInt(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) break;
      if (scale === mostScale) throw new RangeError('a record has a number of more than 64 bits');
      scale *= 128;
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  private field(): Buffer | null {
    const end = this.ending();
    return end === undefined ? null : this.take(end);
  }

  private headers(): Headers {
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

  /** Printable ASCII becomes text; other bytes stay bytes. Kafka's null becomes empty text. */
  private textOrBytes(last: (string | undefined)[], place: number): Value {
    const end = this.ending() ?? this.at;
    const text = this.text(end, last, place);
    if (text === undefined) return this.take(end);
    this.at = end;
    return text;
  }

  /** The end of the field whose length comes next; undefined for an absent field. */
  private ending(): number | undefined {
    const length = this.varInt();
    if (length < 0) return undefined;
    if (this.at + length > this.end) throw new RangeError(`a record ends before its ${length} bytes`);
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
 * Reads the records of a batch of Kafka's format 2, which fill the bytes from `start` on. The result is that of
 * kafkajs, except that header values of printable ASCII are text. kafkajs is quadratic in headers: one 1 MB record
 * with 100,000 headers blocks a consumer for an hour, and after it the group's next member. It also makes a view of
 * memory for every field.
 *
 * @throws RangeError when the records do not fill the bytes, or a field does not fit into its record.
 */
export function decodeRecords<Context extends BatchContext>(
  bytes: Buffer,
  start: number,
  count: number,
  context: Context,
): DecodedRecord<Context>[] {
  const reader = new RecordReader(bytes, start);
  const records: DecodedRecord<Context>[] = [];
  for (let place = 0; place < count; place += 1) records.push(reader.next(context));
  if (count < 0 || !reader.isAtEnd) throw new RangeError(`its records are not ${count}`);
  return records;
}

/** Offsets and times are 64 bits wide, but seldom need more than 53. */
function sum(first: string, delta: number): string {
  const total = Number(first) + delta;
  return Number.isSafeInteger(total) ? String(total) : String(BigInt(first) + BigInt(delta));
}
