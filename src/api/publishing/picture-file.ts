import sharp from 'sharp';
import { InvalidError } from '../../foundation/errors/app.error.js';
import { type ImageLimits, refuseTooManyBytes, refuseTooManyPixels } from '../../events/image-limits.js';
import { type FileType, fileTypes, sniffFileType } from '../../events/image-type.js';
import type { ImageBody } from '../../events/image.event.js';

export type PictureBody = Extract<ImageBody, { kind: 'file' }>;

/**
 * Checks a picture's file by its first bytes, and by the size in its header, before anything is decoded.
 *
 * @throws InvalidError `UNSUPPORTED_CONTENT_TYPE`, `MESSAGE_TOO_LARGE`.
 * @throws Error when the header cannot be read.
 */
export async function readPicture(bytes: Uint8Array, limits: ImageLimits): Promise<PictureBody> {
  refuseTooManyBytes(bytes.length, limits);
  const type = sniffFileType(bytes);
  const contentType = fileTypes.find((known): known is FileType => known === type);
  if (!contentType) {
    throw new InvalidError('UNSUPPORTED_CONTENT_TYPE', `is no picture; allowed: ${fileTypes.join(', ')}`);
  }
  const { width, height } = await sharp(bytes, { limitInputPixels: false }).metadata();
  refuseTooManyPixels(width, height, limits.maxImagePixels);
  return { kind: 'file', contentType, bytes };
}
