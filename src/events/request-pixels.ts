import type { Share } from '../foundation/concurrency/fair-turns.js';
import { InvalidError } from '../foundation/errors/app.error.js';
import type { ImageBody } from './image.event.js';
import { declaredSize } from './picture-decoder.js';
import type { PictureSize } from './picture-header.js';

/** Headers that are read before the sum is looked at. */
const atOnce = 64;

/**
 * The same images, with the sizes that the pictures declare. A picture whose header cannot be read stays without one:
 * decoding it says why.
 *
 * @param maxPixels of all pictures of the request. Raw pixels are not decoded and do not count.
 * @throws InvalidError `MESSAGE_TOO_LARGE` with the sum, before anything is decoded; the share's reason.
 */
export async function measured(
  images: readonly ImageBody[],
  maxPixels: number,
  share: Share,
): Promise<readonly ImageBody[]> {
  if (!images.some(isPicture)) return images;
  const known: ImageBody[] = [];
  while (known.length < images.length) {
    const next = images.slice(known.length, known.length + atOnce);
    known.push(...(await Promise.all(next.map((body) => withSize(body, share)))));
    refuseTooManyOfRequest(known, maxPixels);
  }
  return known;
}

/** @throws InvalidError `MESSAGE_TOO_LARGE` with the sum of the known sizes and the limit. */
export function refuseTooManyOfRequest(images: readonly ImageBody[], maxPixels: number): void {
  const pixels = images.reduce((sum, body) => sum + pixelsOf(body), 0);
  if (pixels <= maxPixels) return;
  throw new InvalidError(
    'MESSAGE_TOO_LARGE',
    `the pictures of the request have ${pixels} pixels or more; at most MAX_REQUEST_PIXELS=${maxPixels} are taken`,
    { details: { pixels, limitPixels: maxPixels } },
  );
}

const isPicture = (body: ImageBody) => body.kind === 'file';

const pixelsOf = (body: ImageBody) =>
  body.kind === 'file' && body.size ? body.size.width * body.size.height : 0;

async function withSize(body: ImageBody, share: Share): Promise<ImageBody> {
  if (body.kind === 'pixels') return body;
  const { kind, contentType, bytes } = body;
  return { kind, contentType, bytes, size: await sizeOf(body, share) };
}

async function sizeOf(body: ImageBody, share: Share): Promise<PictureSize | undefined> {
  try {
    return await declaredSize(body, share);
  } catch (error) {
    if (share.signal?.aborted) throw error;
    return undefined;
  }
}
