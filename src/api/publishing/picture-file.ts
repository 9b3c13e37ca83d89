import { type ImageLimits, refuseTooManyBytes, refuseTooManyPixels } from '../../events/image-limits.js';
import { type PictureBody, pictureBody } from '../../events/picture-body.js';
import { declaredSize, noRequest } from '../../events/picture-decoder.js';
import type { Share } from '../../foundation/concurrency/fair-turns.js';

/**
 * Checks a picture's file by its first bytes, and by the size in its header, before anything is decoded.
 *
 * @throws InvalidError `UNSUPPORTED_CONTENT_TYPE`, `MESSAGE_TOO_LARGE`.
 * @throws Error when the header cannot be read.
 */
export async function readPicture(
  bytes: Uint8Array,
  limits: ImageLimits,
  share: Share = noRequest,
): Promise<PictureBody> {
  refuseTooManyBytes(bytes.length, limits);
  const body = pictureBody(bytes);
  const size = await declaredSize(body, share);
  refuseTooManyPixels(size.width, size.height, limits.maxImagePixels);
  return { ...body, size };
}
