import { expect, it } from 'vitest';
import { crc32c } from './crc32c.js';

it('computes the checksum of RFC 3720', () => {
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
  expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa);
  expect(crc32c(Buffer.alloc(32, 0xff))).toBe(0x62a8ab43);
  expect(crc32c(Buffer.from(Array.from({ length: 32 }, (_, at) => at)))).toBe(0x46dd794e);
  expect(crc32c(new Uint8Array())).toBe(0);
});

it('computes the same wherever the bytes begin in their memory, and however many they are', () => {
  const text = Buffer.from('The quick brown fox jumps over the lazy dog, and over the other one as well');
  for (let start = 0; start < 9; start += 1) {
    const memory = Buffer.alloc(start + text.length);
    text.copy(memory, start);
    expect(crc32c(memory.subarray(start))).toBe(crc32c(text));
  }
  for (let length = 0; length < text.length; length += 1) {
    let crc = ~0;
    for (const byte of text.subarray(0, length)) {
      crc ^= byte;
      for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
    }
    expect(crc32c(text.subarray(0, length))).toBe(~crc >>> 0);
  }
});
