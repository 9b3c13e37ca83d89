import type { Sharp } from 'sharp';
import type { Interpolation } from './card-words.js';
import type { ModelCard } from './model.js';
import { placePicture, type PicturePlace } from './place-picture.js';
import { resample } from './resample.js';
import { cutOf, type ScaledPicture, valuesOf } from './scaled-picture.js';

type Scaling = Pick<ModelCard['input'], 'width' | 'height' | 'fit' | 'resize' | 'interpolation'>;

/** Of a picture that is enlarged here, in pixels. A larger one goes to the decoder's threads. */
const mostHere = 4_000_000;
/** What is cut off is decoded for `onWhole` only where the whole has at most so many times the pixels of the part. */
const mostTimes = 4;

const sharpKernels = {
  nearest: 'nearest',
  bilinear: 'linear',
  bicubic: 'cubic',
  lanczos: 'lanczos3',
} as const;

/**
 * Decodes a picture in the size that the model's card wants, which may be smaller than the model's input (`contain`).
 *
 * @param picture upright.
 * @param onWhole is given the whole picture, stretched as the model sees it, where it is decoded as such.
 */
export async function scalePicture(
  picture: Sharp,
  input: Scaling,
  onWhole?: (whole: ScaledPicture) => void,
): Promise<ScaledPicture> {
  const { width, height, fit = 'fill', interpolation, resize } = input;
  if (interpolation !== undefined || resize !== undefined)
    return scaleExactly(picture, input, interpolation ?? 'lanczos', onWhole);
  const scaled = await valuesOf(picture.resize(width, height, { fit: fit === 'contain' ? 'inside' : fit }));
  if (fit !== 'cover') onWhole?.(scaled);
  return scaled;
}

/**
 * As Pillow computes it. The decoder does so only where a picture is reduced; it also takes the first pixel of a block
 * as the nearest.
 */
async function scaleExactly(
  picture: Sharp,
  input: Scaling,
  interpolation: Interpolation,
  onWhole?: (whole: ScaledPicture) => void,
): Promise<ScaledPicture> {
  const from = (await picture.metadata()).autoOrient;
  const { size, cut } = placePicture(from, input);
  const isLarger = size.width > from.width || size.height > from.height;
  if (interpolation === 'nearest' || (isLarger && from.width * from.height <= mostHere)) {
    const decoded = await valuesOf(picture);
    onWhole?.(decoded);
    return resample(decoded, { size, cut }, interpolation);
  }
  const kernel = sharpKernels[interpolation];
  const resized = picture.resize(size.width, size.height, { fit: 'fill', kernel, fastShrinkOnLoad: false });
  if (!onWhole || !isNearlyWhole({ size, cut })) return valuesOf(resized.extract(cut));
  const whole = await valuesOf(resized);
  onWhole(whole);
  return cutOf(whole, cut);
}

const isNearlyWhole = ({ size, cut }: PicturePlace) =>
  size.width * size.height <= mostTimes * cut.width * cut.height;
