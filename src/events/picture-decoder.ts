import type { Metadata, Sharp } from 'sharp';
import { poolThreads } from '../foundation/config/config.js';
import { FairTurns, type Share } from '../foundation/concurrency/fair-turns.js';
import { errorText } from '../foundation/errors/app.error.js';
import type { ImageBody } from './image.event.js';
import { endedJpeg, endsEarly, refuseMissingRows } from './jpeg-end.js';
import { refuseManyScans } from './jpeg-scans.js';
import { headerSize, type PictureSize } from './picture-header.js';

/** In pixels, as all costs here. Decoding takes about 10 ms for each million. */
const longFrom = 2_000_000;
/** Opening a file takes as long as decoding so many. */
const openingCost = 30_000;

/**
 * Pictures are decoded in Node's pool of threads. Large ones leave two of them to small pictures, to files and to the
 * names of hosts. Of small ones so many are begun that the threads are busy, and a new one waits for 40 ms at most.
 */
const turns = new FairTurns({
  shortCost: (poolThreads * longFrom) / 2,
  longAtOnce: poolThreads - 2,
  longFrom,
});

/** For work that belongs to no request. */
export const noRequest: Share = { owner: undefined };

/**
 * The size that a picture declares. Nothing is decoded.
 *
 * @throws InvalidError `MESSAGE_TOO_LARGE` for a JPEG of many scans, `BAD_MESSAGE` for one that ends early; Error when
 *   the header cannot be read.
 */
export function declaredSize(body: ImageBody, share: Share): PictureSize | Promise<PictureSize> {
  if (body.kind === 'pixels') return body;
  if (body.size) return body.size;
  refuseManyScans(body.bytes);
  const size = headerSize(body.bytes);
  if (size) return size;
  return headerOf(body, share, ({ width, height }) => ({ width, height }));
}

/** The size that a picture has once it is turned by its EXIF orientation. Nothing is decoded. */
export const uprightSize = (body: ImageBody, share: Share): Promise<PictureSize> =>
  headerOf(body, share, ({ autoOrient }) => autoOrient);

const headerOf = <T>(body: ImageBody, share: Share, read: (header: Metadata) => T): Promise<T> =>
  turns.take(share, openingCost, () =>
    opened(body, false, async (picture) => read(await picture.metadata())),
  );

/**
 * Runs the decoder's work on a picture when it is its request's turn: large requests delay small ones by no more than
 * what is running.
 *
 * @param size as the picture declares it, checked against `MAX_IMAGE_PIXELS`.
 * @throws InvalidError `BAD_MESSAGE` for a JPEG that ends early; the share's reason when it aborts before the work has
 *   begun.
 */
export function decode<T>(
  body: ImageBody,
  { width, height }: PictureSize,
  share: Share,
  work: (picture: Sharp) => Promise<T>,
): Promise<T> {
  const pixels = width * height;
  return turns.take(share, openingCost + pixels, () => opened(body, pixels, work));
}

/** The decoder is loaded at the first image that needs it: raw pixels never do. */
async function opened<T>(
  body: ImageBody,
  limitInputPixels: number | false,
  work: (picture: Sharp) => Promise<T>,
): Promise<T> {
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  // Pictures are decoded side by side: threads within one of them cost more than they gain.
  sharp.concurrency(1);
  if (body.kind === 'pixels') {
    const { width, height } = body;
    const raw = { width, height, channels: body.channels as 1 | 3 | 4 };
    return work(sharp(body.bytes, { raw, limitInputPixels }));
  }
  const ended = endedJpeg(body.bytes);
  if (!ended) return work(sharp(body.bytes, { limitInputPixels, failOn: 'error' }));
  try {
    if (limitInputPixels !== false) await refuseMissingRows(body.bytes, sharp, limitInputPixels);
    return await work(sharp(ended, { limitInputPixels, failOn: 'warning' }));
  } catch (error) {
    throw /premature end/.test(errorText(error)) ? endsEarly(body.bytes, error) : error;
  }
}

/** Pictures, and headers of pictures, that wait for their turn in this process. */
export const picturesWaiting = (): number => turns.waiting;
