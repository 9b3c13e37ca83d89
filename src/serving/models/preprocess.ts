import type { Sharp } from 'sharp';
import { errorText, InvalidError } from '../../foundation/errors/app.error.js';
import { refuseTooManyPixels } from '../../events/image-limits.js';
import type { ImageBody } from '../../events/image.event.js';
import { layOut } from './lay-out.js';
import type { ModelCard } from './model.js';

/** What a model takes, and how pictures are brought to it; see the fields of `ModelCard`. */
export type InputShape = Omit<ModelCard['input'], 'scale' | 'offset'>;

/**
 * Turns any image into the pixels that a model takes: row by row, one byte a value. Raw pixels of the right shape
 * pass untouched. Everything else goes the way that the model's card declares, the same in training and in service:
 * the first frame is decoded, turned by its EXIF orientation, brought to sRGB of 8 bits, sized by `fit`, inverted as
 * `invert` says, laid on `background`, and for a model of 1 channel made grey by the luma of ITU-R BT.601.
 *
 * Answers at once where nothing is to be done.
 *
 * @throws InvalidError `BAD_MESSAGE` when the bytes are no image, `MESSAGE_TOO_LARGE` when they declare more than
 *   `maxPixels` pixels, which are then not decoded.
 */
export function toModelInput(
  body: ImageBody,
  input: InputShape,
  maxPixels: number,
): Uint8Array | Promise<Uint8Array> {
  if (
    body.kind === 'pixels' &&
    body.width === input.width &&
    body.height === input.height &&
    body.channels === input.channels
  ) {
    return body.bytes;
  }
  return decoded(body, input, maxPixels);
}

async function decoded(body: ImageBody, input: InputShape, maxPixels: number): Promise<Uint8Array> {
  try {
    const image = await open(body);
    const { width, height } = body.kind === 'pixels' ? body : await image.metadata();
    refuseTooManyPixels(width, height, maxPixels);
    const { data, info } = await scaled(image.autoOrient(), input)
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return layOut({ rgba: data, width: info.width, height: info.height }, input);
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

/** As RGBA, which also brings 16 bits to 8: a bare cast would cut them off. */
function scaled(image: Sharp, { width, height, fit = 'fill' }: InputShape): Sharp {
  const fitted = image.resize(width, height, { fit: fit === 'contain' ? 'inside' : fit });
  return fitted.toColourspace('srgb').ensureAlpha();
}
