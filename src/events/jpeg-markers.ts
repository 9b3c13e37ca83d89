export interface JpegMarker {
  readonly marker: number;
  /** Where its segment begins, with two bytes of length. */
  readonly at: number;
}

export const [startOfScan, endOfImage] = [0xda, 0xd9];

/**
 * The markers with a segment, and the end of the image, which is the last. Steps as the decoder does: over segments by
 * their length, over the data of scans to the next byte that may begin a marker.
 */
export function* jpegMarkers(bytes: Uint8Array): Generator<JpegMarker> {
  for (let at = beginAt(bytes, 2); at + 1 < bytes.length; at = beginAt(bytes, at + 1)) {
    const marker = bytes[at + 1] as number;
    if (!hasSegment(marker) && marker !== endOfImage) continue;
    yield { marker, at: at + 2 };
    if (marker === endOfImage) return;
    at += 1 + lengthAt(bytes, at + 2);
  }
}

/** Bytes that are looked at one by one: where the next marker is near, `indexOf` would be slower. */
const nearBytes = 32;

function beginAt(bytes: Uint8Array, from: number): number {
  const near = Math.min(from + nearBytes, bytes.length);
  for (let at = from; at < near; at += 1) if (bytes[at] === 0xff) return at;
  const found = bytes.indexOf(0xff, near);
  return found < 0 ? bytes.length : found;
}

/** Whether the bytes begin as a JPEG does. */
export const isJpeg = (bytes: Uint8Array): boolean => bytes[0] === 0xff && bytes[1] === 0xd8;

/** The others are zeros within data, restarts, fillers, and markers that no decoder knows. */
const hasSegment = (marker: number): boolean =>
  marker >= 0xc0 && marker !== 0xff && (marker < 0xd0 || marker > endOfImage);

const lengthAt = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
