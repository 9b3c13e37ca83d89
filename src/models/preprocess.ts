import type { Sharp } from 'sharp';
import { InvalidError, errorText } from '../errors/app.error.js';
import { refuseTooManyPixels } from '../events/image-limits.js';
import type { ImageBody } from '../events/image.event.js';
import type { ModelCard } from './model.js';

type InputShape = Pick<ModelCard['input'], 'width' | 'height' | 'channels'>;

/**
 * Turns any image into the pixels that a model takes: row by row, one byte a value. Raw pixels of the right shape
 * pass untouched; everything else is decoded, turned by its EXIF orientation, laid on black where it is transparent,
 * stretched to the size and brought to grey (1 channel) or RGB (3).
 *
 * @throws InvalidError `BAD_MESSAGE` when the bytes are no image, `MESSAGE_TOO_LARGE` when they declare more than
 *   `maxPixels` pixels, which are then not decoded.
 */
export async function toModelInput(
  body: ImageBody,
  input: InputShape,
  maxPixels: number,
): Promise<Uint8Array> {
  if (
    body.kind === 'pixels' &&
    body.width === input.width &&
    body.height === input.height &&
    body.channels === input.channels
  ) {
    return body.bytes;
  }
  try {
    const image = await open(body);
    const { width, height } = body.kind === 'pixels' ? body : await image.metadata();
    refuseTooManyPixels(width, height, maxPixels);
    const { data } = await toColours(
      image.autoOrient().flatten({ background: '#000' }).resize(input.width, input.height, { fit: 'fill' }),
      input.channels,
    )
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return data;
  } catch (cause) {
    if (cause instanceof InvalidError) throw cause;
    throw new InvalidError('BAD_MESSAGE', `the image cannot be read: ${errorText(cause)}`, { cause });
  }
}

/** The decoder is loaded at the first image that needs it: raw pixels never do. */
async function open(body: ImageBody): Promise<Sharp> {
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  // The limit is ours, and checked before the first pixel is decoded.
  if (body.kind === 'file') return sharp(body.bytes, { limitInputPixels: false, failOn: 'error' });
  const channels = body.channels as 1 | 3 | 4;
  const raw = { width: body.width, height: body.height, channels };
  return sharp(body.bytes, { raw, limitInputPixels: false });
}

const toColours = (image: Sharp, channels: number): Sharp =>
  channels === 1 ? image.greyscale().toColourspace('b-w') : image.toColourspace('srgb').removeAlpha();
