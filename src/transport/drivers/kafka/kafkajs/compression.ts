import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { UnavailableError } from '../../../../foundation/errors/app.error.js';
import { lz4BoundBytes } from './lz4-frame.js';
import { snappyParts } from './snappy-parts.js';
import { unzstdInScript } from './zstd-script.js';

/** By the number that a batch's attributes carry. */
export const codecs = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;
export type CompressionCodec = (typeof codecs)[number];

/**
 * The most bytes that one batch may inflate to: more than the largest image that `MAX_IMAGE_BYTES` allows. A batch
 * that claims more is a decompression bomb.
 */
export const mostInflatedBytes = 128 * 1024 * 1024;

type Convert = (bytes: Buffer) => Promise<Buffer>;
interface Coder {
  readonly compress: Convert;
  readonly inflate: Convert;
}

/** Node's own from 22.15 on; its types here are those of the oldest line. */
const zstd = zlib as unknown as {
  readonly zstdCompress?: (bytes: Buffer, done: (error: Error | null, result: Buffer) => void) => void;
  readonly zstdDecompress?: typeof zlib.gunzip;
};

const require = createRequire(import.meta.url);
const bounded = { maxOutputLength: mostInflatedBytes };
const unzip = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gunzip);
const unzstd = zstd.zstdDecompress && promisify<Buffer, zlib.ZlibOptions, Buffer>(zstd.zstdDecompress);

const coders: Readonly<Record<Exclude<CompressionCodec, 'none'>, Coder>> = {
  gzip: { compress: promisify<Buffer, Buffer>(zlib.gzip), inflate: (bytes) => unzip(bytes, bounded) },
  snappy: {
    compress: async (bytes) => load<Snappy>('snappy').compress(bytes),
    async inflate(bytes) {
      const { uncompress } = load<Snappy>('snappy');
      const parts = snappyParts(bytes, mostInflatedBytes);
      return Buffer.concat(await Promise.all(parts.map((part) => uncompress(part))));
    },
  },
  lz4: {
    compress: async (bytes) => load<Lz4>('lz4-napi').compressFrame(bytes),
    async inflate(bytes) {
      const { decompressFrame } = load<Lz4>('lz4-napi');
      if (lz4BoundBytes(bytes) > mostInflatedBytes)
        throw new RangeError('its frame may be larger than allowed');
      return decompressFrame(bytes);
    },
  },
  zstd: {
    async compress(bytes) {
      if (!zstd.zstdCompress)
        throw new UnavailableError('BROKER_UNAVAILABLE', `${process.version} has no zstd`);
      return promisify(zstd.zstdCompress)(bytes);
    },
    inflate: async (bytes) => (unzstd ? unzstd(bytes, bounded) : unzstdInScript(bytes, mostInflatedBytes)),
  },
};

/** Whether this line of Node writes the codec; each line reads all. */
export const canCompress = (codec: CompressionCodec): boolean =>
  codec !== 'zstd' || zstd.zstdCompress !== undefined;

export const compress = (codec: CompressionCodec, bytes: Buffer): Promise<Buffer> =>
  codec === 'none' ? Promise.resolve(bytes) : coders[codec].compress(bytes);

/**
 * @throws UnavailableError when the codec's package does not load here. Any other error: the bytes cannot be inflated,
 *   or to more than `mostInflatedBytes`.
 */
export const inflate = (codec: Exclude<CompressionCodec, 'none'>, bytes: Buffer): Promise<Buffer> =>
  coders[codec].inflate(bytes);

interface Snappy {
  compress(bytes: Buffer): Promise<Buffer>;
  uncompress(bytes: Buffer): Promise<Buffer>;
}
interface Lz4 {
  compressFrame(bytes: Buffer): Promise<Buffer>;
  decompressFrame(bytes: Buffer): Promise<Buffer>;
}

/** Loads a package on first use: where it has no binary, the other codecs still work. */
function load<Package>(name: string): Package {
  try {
    return require(name) as Package;
  } catch (cause) {
    throw new UnavailableError('BROKER_UNAVAILABLE', `the package ${name} does not load on this machine`, {
      cause,
    });
  }
}
