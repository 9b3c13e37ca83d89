import type { Sharp } from 'sharp';
import { FairTurns, type Share } from '../foundation/concurrency/fair-turns.js';
import type { ImageBody } from './image.event.js';
import { refuseManyScans } from './jpeg-scans.js';
import { headerSize, type PictureSize } from './picture-header.js';

/** In pixels, as all costs here. Decoding takes about 10 ms for each million. */
const longFrom = 2_000_000;
/** Opening a file takes as long as decoding so many. */
const openingCost = 30_000;

/**
 * Pictures are decoded in Node's pool of 4 threads. Large ones leave two of them to small pictures, to files and to the
 * names of hosts. Of small ones so many are begun that the threads are busy, and a new one waits for 40 ms at most.
 */
const turns = new FairTurns({ shortCost: 2 * longFrom, longAtOnce: 2, longFrom });

/** For work that belongs to no request. */
export const noRequest: Share = { owner: undefined };

/**
 * The size that a picture declares. Nothing is decoded.
 *
 * @throws InvalidError `MESSAGE_TOO_LARGE` for a JPEG of many scans; Error when the header cannot be read.
 */
export function declaredSize(body: ImageBody, share: Share): PictureSize | Promise<PictureSize> {
  if (body.kind === 'pixels') return body;
  if (body.size) return body.size;
  refuseManyScans(body.bytes);
  const size = headerSize(body.bytes);
  if (size) return size;
  return turns.take(share, openingCost, async () => {
    const { width, height } = await (await open(body, false)).metadata();
    return { width, height };
  });
}

/**
 * Runs the decoder's work on a picture when it is its request's turn: large requests delay small ones by no more than
 * what is running.
 *
 * @param size as the picture declares it, checked against `MAX_IMAGE_PIXELS`.
 * @throws the share's reason when it aborts before the work has begun.
 */
export function decode<T>(
  body: ImageBody,
  { width, height }: PictureSize,
  share: Share,
  work: (picture: Sharp) => Promise<T>,
): Promise<T> {
  const pixels = width * height;
  return turns.take(share, openingCost + pixels, async () => work(await open(body, pixels)));
}

/** The decoder is loaded at the first image that needs it: raw pixels never do. */
async function open(body: ImageBody, limitInputPixels: number | false): Promise<Sharp> {
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  if (body.kind === 'file') return sharp(body.bytes, { limitInputPixels, failOn: 'error' });
  const channels = body.channels as 1 | 3 | 4;
  const raw = { width: body.width, height: body.height, channels };
  return sharp(body.bytes, { raw, limitInputPixels });
}

/** Pictures, and headers of pictures, that wait for their turn in this process. */
export const picturesWaiting = (): number => turns.waiting;
