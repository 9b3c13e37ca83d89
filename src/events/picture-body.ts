import { InvalidError } from '../foundation/errors/app.error.js';
import type { ImageBody } from './image.event.js';
import { fileTypes, sniffFileType } from './image-type.js';

export type PictureBody = Extract<ImageBody, { kind: 'file' }>;

/**
 * The picture that the bytes of a file are, by its first bytes: the same kinds in training as in service.
 *
 * @throws InvalidError `UNSUPPORTED_CONTENT_TYPE`; the text says it of the file: "is no picture; allowed: …".
 */
export function pictureBody(bytes: Uint8Array): PictureBody {
  const type = sniffFileType(bytes);
  if (type === 'image/heic') throw unreadHeic();
  const contentType = fileTypes.find((known) => known === type);
  if (contentType) return { kind: 'file', contentType, bytes };
  throw new InvalidError('UNSUPPORTED_CONTENT_TYPE', `is no picture; allowed: ${fileTypes.join(', ')}`);
}

/** The patents of its codec, HEVC, keep it out of the libvips that comes with sharp. */
export const unreadHeic = (subject = ''): InvalidError =>
  new InvalidError(
    'UNSUPPORTED_CONTENT_TYPE',
    `${subject}is HEIC, which needs a decoder that this build of libvips lacks; convert it to JPEG or AVIF`,
  );
