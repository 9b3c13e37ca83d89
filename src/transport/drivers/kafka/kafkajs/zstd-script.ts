import { createRequire } from 'node:module';

const magic = 0xfd2fb528;
const require = createRequire(import.meta.url);

interface Fzstd {
  readonly Decompress: new (ondata: (chunk: Uint8Array) => void) => {
    push(chunk: Uint8Array, isLast: boolean): void;
  };
}

/** Inflates zstd where Node itself cannot: before 22.15. */
export function unzstdInScript(bytes: Buffer, mostBytes: number): Buffer {
  const { Decompress } = require('fzstd') as Fzstd;
  if (windowBytes(bytes) > mostBytes) throw new RangeError(`its window is larger than ${mostBytes} bytes`);
  const chunks: Uint8Array[] = [];
  let left = mostBytes;
  const take = (chunk: Uint8Array) => {
    left -= chunk.length;
    if (left < 0) throw new RangeError(`it inflates to more than ${mostBytes} bytes`);
    chunks.push(chunk);
  };
  new Decompress(take).push(bytes, true);
  return Buffer.concat(chunks);
}

/** The memory that the first frame demands. A frame of one segment demands its own size. Source: RFC 8878, 3.1.1.1. */
function windowBytes(bytes: Buffer): number {
  if (bytes.readUInt32LE(0) !== magic) throw new RangeError('it does not begin with a frame');
  const descriptor = bytes.readUInt8(4);
  const isOneSegment = (descriptor & 0x20) !== 0;
  if (!isOneSegment) {
    const window = bytes.readUInt8(5);
    return 2 ** (10 + (window >> 3)) * (1 + (window & 7) / 8);
  }
  const dictionary = descriptor & 3;
  const at = 5 + (dictionary === 3 ? 4 : dictionary);
  const sizes = [() => bytes.readUInt8(at), () => 256 + bytes.readUInt16LE(at), () => bytes.readUInt32LE(at)];
  return sizes[descriptor >> 6]?.() ?? Number(bytes.readBigUInt64LE(at));
}
