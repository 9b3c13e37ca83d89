import { InvalidError } from '../../foundation/errors/app.error.js';
import { type ImageLimits, refuseTooManyBytes, refuseTooManyPixels } from '../../events/image-limits.js';
import { type FileType, fileTypes, sniffFileType } from '../../events/image-type.js';
import type { ImageBody } from '../../events/image.event.js';
import { declaredSize, noRequest } from '../../events/picture-decoder.js';
import type { Share } from '../../foundation/concurrency/fair-turns.js';

export type PictureBody = Extract<ImageBody, { kind: 'file' }>;

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
  const type = sniffFileType(bytes);
  const contentType = fileTypes.find((known): known is FileType => known === type);
  if (!contentType) {
    throw new InvalidError('UNSUPPORTED_CONTENT_TYPE', `is no picture; allowed: ${fileTypes.join(', ')}`);
  }
  const size = await declaredSize({ kind: 'file', contentType, bytes }, share);
  refuseTooManyPixels(size.width, size.height, limits.maxImagePixels);
  return { kind: 'file', contentType, bytes, size };
}
