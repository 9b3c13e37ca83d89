import type sharp from 'sharp';
import { InvalidError } from '../foundation/errors/app.error.js';
import { endOfImage, isJpeg, jpegMarkers, startOfScan } from './jpeg-markers.js';
import { startOfFrame } from './picture-header.js';

/**
 * A JPEG without its end marker gets one, since many cameras and broken transfers lose it. The decoder then warns
 * where pixels are missing too, so it is to fail at warnings.
 *
 * @returns undefined for a JPEG that has its end, and for any other file.
 * @throws InvalidError `BAD_MESSAGE` when a whole scan is missing: the decoder does not warn of that.
 */
export function endedJpeg(bytes: Uint8Array): Uint8Array | undefined {
  if (!isJpeg(bytes) || hasEndAt(bytes, bytes.length - 2)) return undefined;
  const missing = new Map<number, Set<number>>();
  for (const { marker, at } of jpegMarkers(bytes)) {
    if (marker === endOfImage) return undefined;
    const segment = bytes.subarray(at);
    if (startOfFrame.has(marker))
      for (const component of componentsOf(segment)) missing.set(component, all());
    if (marker === startOfScan) takeScan(segment, missing);
  }
  const isWhole = missing.size > 0 && [...missing.values()].every((rest) => rest.size === 0);
  if (!isWhole) throw endsEarly(bytes);
  return Buffer.concat([bytes, Uint8Array.of(0xff, endOfImage)]);
}

/** Of pixels, in the tallest block. */
const lastRows = 32;
/** Data that no missing bits, which are read as zeros, are equal to. */
const otherBits = Uint8Array.from({ length: 64 }, (_, at) => (at % 2 ? 0x5a : 0xa5));

/**
 * The decoder does not look at warnings of the last rows. Where pixels are missing there, they come from what follows.
 *
 * @throws InvalidError `BAD_MESSAGE` when other data behind the end of the JPEG changes its last rows.
 */
export async function refuseMissingRows(
  bytes: Uint8Array,
  open: typeof sharp,
  limitInputPixels: number,
): Promise<void> {
  // The first half of a marker would make one of the data behind it.
  const data = bytes.at(-1) === 0xff ? bytes.subarray(0, -1) : bytes;
  const rowsBefore = async (...more: Uint8Array[]) => {
    const ended = Buffer.concat([data, ...more, Uint8Array.of(0xff, endOfImage)]);
    const picture = open(ended, { limitInputPixels, failOn: 'none' });
    const { width, height } = await picture.metadata();
    const rows = Math.min(height, lastRows);
    return picture
      .extract({ left: 0, top: height - rows, width, height: rows })
      .raw()
      .toBuffer();
  };
  if (!(await rowsBefore()).equals(await rowsBefore(otherBits))) throw endsEarly(bytes);
}

export const endsEarly = ({ length }: Uint8Array, cause?: unknown): InvalidError =>
  new InvalidError('BAD_MESSAGE', `the JPEG ends early: pixels are missing after its ${length} bytes`, {
    cause,
  });

const hasEndAt = (bytes: Uint8Array, at: number) => bytes[at] === 0xff && bytes[at + 1] === endOfImage;

/** The numbers of the 64 coefficients of each block. */
const all = () => new Set(Array.from({ length: 64 }, (_, number) => number));

/** Length, precision, height, width, count; three bytes for each component, the first its name. */
const componentsOf = (frame: Uint8Array): number[] =>
  Array.from({ length: frame[7] ?? 0 }, (_, index) => frame[8 + 3 * index] ?? 0);

/** Length, count, two bytes for each component; the first and last coefficient, and the bits left out. */
function takeScan(scan: Uint8Array, missing: ReadonlyMap<number, Set<number>>): void {
  const count = scan[2] ?? 0;
  const [first = 0, last = 0, precision = 0] = scan.subarray(3 + 2 * count);
  // A later scan brings the bits that are left out.
  if ((precision & 0x0f) !== 0) return;
  for (let index = 0; index < count; index += 1) {
    const rest = missing.get(scan[3 + 2 * index] ?? -1);
    for (let number = first; number <= last; number += 1) rest?.delete(number);
  }
}
