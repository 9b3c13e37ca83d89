import { randomBytes } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import {
  canCompress,
  type CompressionCodec,
  codecs,
  compress,
  inflate,
  mostInflatedBytes,
} from './compression.js';

type Compressing = Exclude<CompressionCodec, 'none'>;
const compressing = codecs.filter((codec): codec is Compressing => codec !== 'none');
const text: Buffer = Buffer.from(
  `${'an image and its headers '.repeat(5_000)}${randomBytes(1_000).toString('hex')}`,
);

/** Frames of `seamline ` 20,000 times, as other programs write them, in base64; those of LZ4 are deflated. */
const foreign: readonly (readonly [Compressing, what: string, frame: Buffer])[] = [
  [
    'lz4',
    'with linked blocks and the size',
    unpacked('eNpjUfKV8HBQ2M/EAAIWwowMDPOLUxNzczLzUhU4Gf6PcHA/ABwUXMBg4R8NjRcB4KRxkmE4hMbxAHAaByV7AK9hzSM='),
  ],
  [
    'lz4',
    'with checksums of its blocks, without the size',
    unpacked(
      'eNpjUfKVKHHYK8zIwDC/ODUxNyczL1WBk+H/CAf3A8BB0SdQFggOmlQFaOCMBs39AHBQiP30vXeJARg0oAQDFhnyQbMvAJz61x/4Ugf0GMMKC6nVAKvT3RQ=',
    ),
  ],
  [
    'zstd',
    'with a checksum and the size',
    Buffer.from('KLUv/aQgvwIAjAAASHNlYW1saW5lIAEA9P/MyxFNAAAIaQEAHD8dCAF6sdSD', 'base64'),
  ],
  ['zstd', 'without the size', Buffer.from('KLUv/QBYjAAASHNlYW1saW5lIAEA9P/MyxFNAAAIaQEAHD8dCAE=', 'base64')],
];

function unpacked(text: string): Buffer {
  return inflateSync(Buffer.from(text, 'base64'));
}

it.each(compressing.filter(canCompress))('writes %s that it can read', async (codec) => {
  const compressed = await compress(codec, text);
  expect(compressed.length).toBeLessThan(text.length / 4);
  expect((await inflate(codec, compressed)).equals(text)).toBe(true);
});

it.each(foreign)('reads %s %s', async (codec, _, frame) => {
  expect((await inflate(codec, frame)).equals(Buffer.from('seamline '.repeat(20_000)))).toBe(true);
});

it("reads snappy in the blocks of Java's stream", async () => {
  const blocks: Promise<Buffer>[] = [text.subarray(0, 32_768), text.subarray(32_768)].map((block) =>
    compress('snappy', block),
  );
  const stream: Buffer[] = [Buffer.from('82534e4150505900' + '00000001'.repeat(2), 'hex')];
  for (const block of await Promise.all(blocks)) {
    const length = Buffer.alloc(4);
    length.writeInt32BE(block.length);
    stream.push(length, block);
  }
  expect((await inflate('snappy', Buffer.concat(stream))).equals(text)).toBe(true);
});

it.each([
  // 2^31 − 1 bytes, by the claim in front of a block.
  ['snappy', () => Buffer.from('ffffffff0700', 'hex')],
  ['lz4', () => compress('lz4', Buffer.alloc(mostInflatedBytes + 70_000))],
  // A window of 2^40 bytes.
  ['zstd', () => Buffer.from('28b52ffd00f0010000', 'hex')],
] as const)('does not inflate %s to more than the limit', async (codec, make) => {
  await expect(inflate(codec, await make())).rejects.toThrow();
});

it.each(compressing)('refuses bytes that are not %s', async (codec) => {
  await expect(inflate(codec, Buffer.from('neither compressed nor a record'))).rejects.toThrow();
});
