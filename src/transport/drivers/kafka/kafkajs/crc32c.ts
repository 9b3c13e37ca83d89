import { endianness } from 'node:os';

/** The polynomial of Castagnoli, its bits reversed. */
const polynomial = 0x82f63b78;
const strideBytes = 16;
const strideWords = strideBytes / 4;
/** The words are read by views of the memory, whose lowest byte has to come first. */
const hasLowByteFirst = endianness() === 'LE';

/**
 * CRC-32C, as Kafka's record batches carry it (RFC 3720, appendix B.4), sixteen bytes at a time by the tables of
 * Kounavis and Berry, "A systematic approach to building high performance, software-based, CRC generators" (2005).
 *
 * @returns an unsigned 32-bit integer.
 */
export function crc32c(bytes: Uint8Array): number {
  const { length, byteOffset } = bytes;
  // A view of words begins at a multiple of four bytes.
  const head = Math.min(length, -byteOffset & 3);
  const strides = hasLowByteFirst ? Math.floor((length - head) / strideBytes) : 0;
  const crc = byByte(bytes, 0, head, ~0);
  const words = new Int32Array(bytes.buffer, byteOffset + head, strides * strideWords);
  return ~byByte(bytes, head + strides * strideBytes, length, byStride(words, crc)) >>> 0;
}

function byByte(bytes: Uint8Array, start: number, end: number, before: number): number {
  let crc = before;
  for (let at = start; at < end; at += 1) crc = (crc >>> 8) ^ entry(0, crc ^ (bytes[at] as number));
  return crc;
}

function byStride(words: Int32Array, before: number): number {
  let crc = before;
  for (let at = 0; at < words.length; at += strideWords) {
    crc =
      ofWord(12, crc ^ (words[at] as number)) ^
      ofWord(8, words[at + 1] as number) ^
      ofWord(4, words[at + 2] as number) ^
      ofWord(0, words[at + 3] as number);
  }
  return crc;
}

/** The part of the checksum that a word gives when so many bytes follow it. */
const ofWord = (behind: number, word: number): number =>
  entry(behind + 3, word) ^
  entry(behind + 2, word >>> 8) ^
  entry(behind + 1, word >>> 16) ^
  entry(behind, word >>> 24);

/** `tables[256 * n + b]`: the part of the checksum that byte b gives when n bytes follow it. */
const tables = makeTables();

function makeTables(): Int32Array {
  const made = new Int32Array(256 * strideBytes);
  for (let byte = 0; byte < 256; byte += 1) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
    made[byte] = crc;
  }
  for (let at = 256; at < made.length; at += 1) {
    const before = made[at - 256] as number;
    made[at] = (before >>> 8) ^ (made[before & 0xff] as number);
  }
  return made;
}

const entry = (table: number, byte: number): number => tables[256 * table + (byte & 0xff)] as number;
