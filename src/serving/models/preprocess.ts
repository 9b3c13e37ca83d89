import type { Sharp } from 'sharp';
import { errorText, InvalidError } from '../../foundation/errors/app.error.js';
import { declaredSize, decode, noRequest } from '../../events/picture-decoder.js';
import type { Share } from '../../foundation/concurrency/fair-turns.js';
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
 * Returns without a promise where there is nothing to do. Otherwise it waits for its request's turn at the decoder.
 *
 * @throws InvalidError `BAD_MESSAGE` when the bytes are no image, `MESSAGE_TOO_LARGE` when they declare more than
 *   `maxPixels` pixels, which are then not decoded; the reason of the share's signal when it aborts before that.
 */
export function toModelInput(
  body: ImageBody,
  input: InputShape,
  maxPixels: number,
  share: Share = noRequest,
): Uint8Array | Promise<Uint8Array> {
  if (
    body.kind === 'pixels' &&
    body.width === input.width &&
    body.height === input.height &&
    body.channels === input.channels
  ) {
    return body.bytes;
  }
  return decoded(body, input, maxPixels, share);
}

async function decoded(
  body: ImageBody,
  input: InputShape,
  maxPixels: number,
  share: Share,
): Promise<Uint8Array> {
  try {
    const size = await declaredSize(body, share);
    refuseTooManyPixels(size.width, size.height, maxPixels);
    const { data, info } = await decode(body, size, share, (picture) =>
      scaled(picture.autoOrient(), input).raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true }),
    );
    return layOut({ rgba: data, width: info.width, height: info.height }, input);
  } catch (cause) {
    if (cause instanceof InvalidError || share.signal?.aborted) throw cause;
    throw new InvalidError('BAD_MESSAGE', `the image cannot be read: ${errorText(cause)}`, { cause });
  }
}

/** As RGBA, which also scales 16 bits to 8: a plain cast would cut them off. */
function scaled(image: Sharp, { width, height, fit = 'fill' }: InputShape): Sharp {
  const fitted = image.resize(width, height, { fit: fit === 'contain' ? 'inside' : fit });
  return fitted.toColourspace('srgb').ensureAlpha();
}
