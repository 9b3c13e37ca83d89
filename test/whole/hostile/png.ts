import { crc32, deflateSync } from 'node:zlib';

export interface PngParts {
  readonly width: number;
  readonly height: number;
  /** Bits of a grey pixel. Default 8. */
  readonly depth?: 1 | 8;
  /** What the pixels are once inflated. Default: as many zeros as the header promises. */
  readonly rows?: Uint8Array;
  /** Stands before the pixels. */
  readonly extra?: Uint8Array;
}

const signature = Buffer.from('89504e470d0a1a0a', 'hex');

/** A grey PNG out of its parts, which need not fit each other. */
export function png({ width, height, depth = 8, rows, extra }: PngParts): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.writeUInt8(depth, 8);
  const pixels = deflateSync(rows ?? Buffer.alloc(height * (1 + Math.ceil((width * depth) / 8))));
  const chunks = [chunk('IHDR', header), extra ?? Buffer.alloc(0), chunk('IDAT', pixels), chunk('IEND')];
  return Buffer.concat([signature, ...chunks]);
}

/** A compressed text beside the picture, which inflates to this many bytes. */
export const textBomb = (sizeBytes: number): Buffer =>
  chunk('zTXt', Buffer.concat([Buffer.from('Comment\0\0'), deflateSync(Buffer.alloc(sizeBytes))]));

function chunk(name: string, data: Uint8Array = Buffer.alloc(0)): Buffer {
  const named = Buffer.concat([Buffer.from(name), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, checksum]);
}
