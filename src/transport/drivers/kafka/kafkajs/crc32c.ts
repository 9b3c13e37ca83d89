/** The polynomial of Castagnoli, its bits reversed. */
const polynomial = 0x82f63b78;
const strideBytes = 8;

/**
 * CRC-32C, as Kafka's record batches carry it (RFC 3720, appendix B.4), eight bytes at a time by the tables of
 * Kounavis and Berry, "A systematic approach to building high performance, software-based, CRC generators" (2005).
 *
 * @returns an unsigned 32-bit integer.
 */
export function crc32c(bytes: Uint8Array): number {
  let crc = ~0;
  let at = 0;
  for (const last = bytes.length - strideBytes; at <= last; at += strideBytes) {
    const low = crc ^ word(bytes, at);
    const high = word(bytes, at + 4);
    crc =
      entry(7, low) ^
      entry(6, low >>> 8) ^
      entry(5, low >>> 16) ^
      entry(4, low >>> 24) ^
      entry(3, high) ^
      entry(2, high >>> 8) ^
      entry(1, high >>> 16) ^
      entry(0, high >>> 24);
  }
  for (; at < bytes.length; at += 1) crc = (crc >>> 8) ^ entry(0, crc ^ (bytes[at] as number));
  return ~crc >>> 0;
}

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

function word(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  );
}
