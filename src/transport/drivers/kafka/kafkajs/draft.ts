export type Bytes = Buffer | string | null | undefined;

/** In characters. A loop writes shorter strings: a call into C++ costs more. */
const shortText = 80;
const mostLengthBytes = 10;
/** In bytes. The length of a record of 64 to 8,191 bytes needs this much room, so the content need not move. */
const usualLengthBytes = 2;

/** A growing buffer with the integers, texts and lengths of Kafka's records. */
export class Draft {
  private bytes: Buffer;
  private end = 0;

  constructor(sizeBytes: number) {
    this.bytes = Buffer.allocUnsafe(sizeBytes);
  }

  /** The bytes written so far, not a copy. */
  get written(): Buffer {
    return this.bytes.subarray(0, this.end);
  }

  /** Leaves room for bytes that are known later. */
  skip(bytes: number): void {
    this.reserve(bytes);
    this.end += bytes;
  }

  /** Begins content with its length in front; pass the result to `endLength`. */
  beginLength(): number {
    const start = this.end;
    this.skip(usualLengthBytes);
    return start;
  }

  endLength(start: number): void {
    const length = this.end - start - usualLengthBytes;
    this.reserve(mostLengthBytes);
    const lengthBytes = varIntBytes(length);
    if (lengthBytes !== usualLengthBytes) {
      this.bytes.copyWithin(start + lengthBytes, start + usualLengthBytes, this.end);
    }
    this.end = start;
    this.varInt(length);
    this.end += length;
  }

  byte(value: number): void {
    this.reserve(1);
    this.bytes[this.end++] = value;
  }

  /** Zigzag, as in Kafka's variable-length integers. */
  varInt(value: number): void {
    this.reserve(mostLengthBytes);
    let rest = zigzag(value);
    while (rest > 0x7f) {
      this.bytes[this.end++] = (rest % 128) | 0x80;
      rest = Math.floor(rest / 128);
    }
    this.bytes[this.end++] = rest;
  }

  /** The length, then the bytes; absent bytes have the length −1. */
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

  /** False when some character needs more than one byte. */
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

const zigzag = (value: number): number => (value >= 0 ? value * 2 : -value * 2 - 1);

function varIntBytes(value: number): number {
  let bytes = 1;
  for (let rest = zigzag(value); rest > 0x7f; rest = Math.floor(rest / 128)) bytes += 1;
  return bytes;
}
