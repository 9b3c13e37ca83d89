import type { Sharp } from 'sharp';
import { errorText, InvalidError } from '../../foundation/errors/app.error.js';
import { declaredSize, decode, noRequest } from '../../events/picture-decoder.js';
import type { Share } from '../../foundation/concurrency/fair-turns.js';
import { refuseTooManyPixels } from '../../events/image-limits.js';
import type { ImageBody } from '../../events/image.event.js';
import { pictureBody } from '../../events/picture-body.js';
import type { Interpolation } from './card-words.js';
import { layOut, type ScaledPicture } from './lay-out.js';
import type { ModelCard } from './model.js';
import { placePicture } from './place-picture.js';
import { resample } from './resample.js';

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

/**
 * As `toModelInput`, for the bytes of a file of any kind.
 *
 * @throws InvalidError `UNSUPPORTED_CONTENT_TYPE` for a file that the service does not take for a picture.
 */
export const fileToModelInput = async (
  bytes: Uint8Array,
  input: InputShape,
  maxPixels: number,
): Promise<Uint8Array> => toModelInput(pictureBody(bytes), input, maxPixels);

async function decoded(
  body: ImageBody,
  input: InputShape,
  maxPixels: number,
  share: Share,
): Promise<Uint8Array> {
  try {
    const size = await declaredSize(body, share);
    refuseTooManyPixels(size.width, size.height, maxPixels);
    const picture = await decode(body, size, share, (opened) => scaled(opened.autoOrient(), input));
    return layOut(picture, input);
  } catch (cause) {
    if (cause instanceof InvalidError || share.signal?.aborted) throw cause;
    throw new InvalidError('BAD_MESSAGE', `the image cannot be read: ${errorText(cause)}`, { cause });
  }
}

/** Of a picture that is enlarged here, in pixels. A larger one goes to the decoder's threads. */
const mostHere = 4_000_000;

const sharpKernels = {
  nearest: 'nearest',
  bilinear: 'linear',
  bicubic: 'cubic',
  lanczos: 'lanczos3',
} as const;

async function scaled(picture: Sharp, input: InputShape): Promise<ScaledPicture> {
  const { width, height, fit = 'fill', interpolation, resize } = input;
  if (interpolation === undefined && resize === undefined) {
    return rgbaOf(picture.resize(width, height, { fit: fit === 'contain' ? 'inside' : fit }));
  }
  return scaledExactly(picture, input, interpolation ?? 'lanczos');
}

/**
 * As Pillow computes it. The decoder does so only where a picture is reduced; it also takes the first pixel of a block
 * as the nearest.
 */
async function scaledExactly(
  picture: Sharp,
  input: InputShape,
  interpolation: Interpolation,
): Promise<ScaledPicture> {
  const from = (await picture.metadata()).autoOrient;
  const { size, cut } = placePicture(from, input);
  const isLarger = size.width > from.width || size.height > from.height;
  if (interpolation === 'nearest' || (isLarger && from.width * from.height <= mostHere)) {
    return resample(await rgbaOf(picture), { size, cut }, interpolation);
  }
  const kernel = sharpKernels[interpolation];
  const options = { fit: 'fill', kernel, fastShrinkOnLoad: false } as const;
  return rgbaOf(picture.resize(size.width, size.height, options).extract(cut));
}

/** As RGBA, which also scales 16 bits to 8: a plain cast would cut them off. */
async function rgbaOf(picture: Sharp): Promise<ScaledPicture> {
  const pixels = picture.toColourspace('srgb').ensureAlpha().raw({ depth: 'uchar' });
  const { data, info } = await pixels.toBuffer({ resolveWithObject: true });
  return { rgba: data, width: info.width, height: info.height };
}
