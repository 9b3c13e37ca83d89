import type { Sharp } from 'sharp';
import { errorText, InvalidError } from '../../foundation/errors/app.error.js';
import { refuseTooManyPixels } from '../../events/image-limits.js';
import type { ImageBody } from '../../events/image.event.js';
import { layOut } from './lay-out.js';
import type { ModelCard } from './model.js';

/** A model's input, and how pictures are converted to it; see the fields of `ModelCard`. */
export type InputShape = Omit<ModelCard['input'], 'scale' | 'offset'>;

/**
 * Turns any image into a model's pixels: row by row, one byte a value. Raw pixels of the right shape pass untouched.
 * All others go through the steps of the model's card, the same in training and in service. The first frame is
 * decoded, turned by its EXIF orientation, converted to sRGB of 8 bits, and sized by `fit`. It is inverted as
 * `invert` says and put on `background`. A model of 1 channel gets grey by the luma of ITU-R BT.601.
 *
 * Returns without a promise where there is nothing to do.
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
  // Our own limit, checked before the first pixel is decoded.
  if (body.kind === 'file') return sharp(body.bytes, { limitInputPixels: false, failOn: 'error' });
  const channels = body.channels as 1 | 3 | 4;
  const raw = { width: body.width, height: body.height, channels };
  return sharp(body.bytes, { raw, limitInputPixels: false });
}

/** As RGBA, which also scales 16 bits to 8: a plain cast would cut them off. */
function scaled(image: Sharp, { width, height, fit = 'fill' }: InputShape): Sharp {
  const fitted = image.resize(width, height, { fit: fit === 'contain' ? 'inside' : fit });
  return fitted.toColourspace('srgb').ensureAlpha();
}
