const magic = 0x184d2204;
const flag = { dictionary: 1, checksum: 4, size: 8, blockChecksum: 16 };
const uncompressedBit = 0x80000000;
/** A compressed byte of LZ4 inflates to at most this many bytes. */
const mostRatio = 255;

/**
 * An upper bound of what LZ4 frames inflate to, from the headers of their blocks. The decoder has no limit of its own.
 * Broken frames have a bound too: the decoder refuses them later.
 */
export function lz4BoundBytes(bytes: Buffer): number {
  let bound = 0;
  let at = 0;
  while (at + 7 <= bytes.length && bytes.readUInt32LE(at) === magic) {
    const flags = bytes.readUInt8(at + 4);
    const blockBytes = 1 << (8 + 2 * ((bytes.readUInt8(at + 5) >> 4) & 7));
    const trailer = flags & flag.blockChecksum ? 4 : 0;
    at += 7 + (flags & flag.size ? 8 : 0) + (flags & flag.dictionary ? 4 : 0);
    for (; at + 4 <= bytes.length; at += trailer) {
      const word = bytes.readUInt32LE(at);
      at += 4;
      if (word === 0) break;
      const length = word % uncompressedBit;
      bound += word >= uncompressedBit ? length : Math.min(blockBytes, length * mostRatio);
      at += length;
    }
    if (flags & flag.checksum) at += 4;
  }
  return bound;
}
