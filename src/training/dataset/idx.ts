import { gunzipSync } from 'node:zlib';
import { errorText } from '../../foundation/errors/app.error.js';

/** An array of unsigned bytes from a file in the MNIST family's IDX format. */
export interface IdxArray {
  /** Its extent along each axis: count, height and width for images, count for labels. */
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

const unsignedByte = 0x08;

/**
 * Parses IDX bytes, gzipped or plain.
 *
 * @throws Error that names the mistake: not IDX, another element type, or cut short.
 */
export function parseIdx(file: Uint8Array): IdxArray {
  const bytes = isGzip(file) ? unzip(file) : Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const axes = bytes[3] ?? 0;
  if (bytes.length < 4 || bytes[0] !== 0 || bytes[1] !== 0 || axes === 0) {
    throw new Error(
      `not an IDX file: it starts with ${hex(bytes.subarray(0, 4))}, expected 00 00 08 and the axes`,
    );
  }
  if (bytes[2] !== unsignedByte) {
    throw new Error(`IDX element type 0x${hex(bytes.subarray(2, 3))}, expected unsigned bytes (0x08)`);
  }
  const start = 4 + 4 * axes;
  if (bytes.length < start)
    throw new Error(`cut short: ${bytes.length} bytes, the header alone has ${start}`);
  const shape = Array.from({ length: axes }, (_, axis) => bytes.readUInt32BE(4 + 4 * axis));
  const size = shape.reduce((product, extent) => product * extent, 1);
  if (bytes.length !== start + size) {
    const wrong = bytes.length < start + size ? 'cut short' : 'too long';
    throw new Error(`${wrong}: ${bytes.length} bytes, expected ${start + size} for ${shape.join(' × ')}`);
  }
  return { shape, data: new Uint8Array(bytes.buffer, bytes.byteOffset + start, size) };
}

/** Turns rows into columns, in place: pictures are as large as the memory of half a machine. */
export function transposePictures({ shape, data }: IdxArray): IdxArray {
  const [count = 0, height = 0, width = 0] = shape;
  const bytes = height * width;
  for (let start = 0; start < count * bytes; start += bytes) {
    const picture = data.slice(start, start + bytes);
    for (let row = 0, at = 0; row < height; row += 1) {
      for (let column = 0; column < width; column += 1, at += 1) {
        data[start + column * height + row] = picture[at] as number;
      }
    }
  }
  return { shape: [count, width, height], data };
}

function isGzip(file: Uint8Array): boolean {
  return file[0] === 0x1f && file[1] === 0x8b;
}

function unzip(file: Uint8Array): Buffer {
  try {
    return gunzipSync(file);
  } catch (cause) {
    throw new Error(`the gzip data is damaged or cut short (${errorText(cause)})`, { cause });
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex') || 'nothing';
}
