import { InvalidError } from '../foundation/errors/app.error.js';

/** Encoders write up to about 30. */
const mostScans = 100;

const [startOfScan, endOfImage] = [0xda, 0xd9];

/**
 * Refuses a JPEG that is decoded too often: each scan is a pass over all pixels, and a scan of nothing has 26 bytes.
 *
 * @throws InvalidError `MESSAGE_TOO_LARGE` for more than 100 scans.
 */
export function refuseManyScans(bytes: Uint8Array): void {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8 || !hasMany(bytes)) return;
  throw new InvalidError('MESSAGE_TOO_LARGE', `the JPEG has more than ${mostScans} scans`, {
    details: { limitScans: mostScans },
  });
}

/**
 * Steps from marker to marker, as the decoder does: over segments by their length, over the data of scans byte by byte.
 * `indexOf` would be slower for bytes that are all alike.
 */
function hasMany(bytes: Uint8Array): boolean {
  let scans = 0;
  for (let at = 2; at + 1 < bytes.length; at += 1) {
    if (bytes[at] !== 0xff) continue;
    const marker = bytes[at + 1] as number;
    if (marker === endOfImage) return false;
    if (marker === startOfScan) scans += 1;
    if (scans > mostScans) return true;
    if (hasSegment(marker)) at += 1 + lengthAt(bytes, at + 2);
  }
  return false;
}

/** The others are zeros within data, restarts, fillers, and markers that no decoder knows. */
const hasSegment = (marker: number): boolean =>
  marker >= 0xc0 && marker !== 0xff && (marker < 0xd0 || marker > endOfImage);

const lengthAt = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
