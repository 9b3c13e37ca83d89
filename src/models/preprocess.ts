import type { OutputInfo, Sharp } from 'sharp';
import { errorText, InvalidError } from '../errors/app.error.js';
import { refuseTooManyPixels } from '../events/image-limits.js';
import type { ImageBody } from '../events/image.event.js';
import type { ModelCard } from './model.js';

export type InputShape = Pick<
  ModelCard['input'],
  'width' | 'height' | 'channels' | 'fit' | 'background' | 'invert'
>;

const black = 0;

/**
 * Turns any image into the pixels that a model takes: row by row, one byte a value. Raw pixels of the right shape
 * pass untouched. Everything else goes the way that the model's card declares, the same in training and in service:
 * the first frame is decoded, turned by its EXIF orientation, laid on the background where it is transparent, brought
 * to grey (1 channel) or RGB (3) of 8 bits, sized by `fit`, and inverted as `invert` says.
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
    const { data, info } = await sized(image, input)
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return centred(inverted(data, info, input), info, input);
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

/** A conversion of colours also brings 16 bits to 8; without one they would be cut off at 255. */
function sized(
  image: Sharp,
  { width, height, channels, fit = 'fill', background = black }: InputShape,
): Sharp {
  const flat = image
    .autoOrient()
    .flatten({ background: { r: background, g: background, b: background } })
    .resize(width, height, { fit: fit === 'contain' ? 'inside' : fit });
  return channels === 1 ? flat.greyscale().toColourspace('b-w') : flat.toColourspace('srgb').removeAlpha();
}

function inverted(pixels: Uint8Array, info: OutputInfo, { invert = 'never' }: InputShape): Uint8Array {
  const inverts = invert === 'always' || (invert === 'light-background' && isLightAround(pixels, info));
  return inverts ? pixels.map((value) => 255 - value) : pixels;
}

/** Whether the outermost rows and columns are lighter, on the average, than mid-grey. */
function isLightAround(pixels: Uint8Array, { width, height, channels }: OutputInfo): boolean {
  let sum = 0;
  let count = 0;
  const add = (row: number, column: number) => {
    for (let channel = 0; channel < channels; channel += 1) {
      sum += pixels[(row * width + column) * channels + channel] as number;
      count += 1;
    }
  };
  for (let column = 0; column < width; column += 1) [0, height - 1].forEach((row) => add(row, column));
  for (let row = 1; row < height - 1; row += 1) [0, width - 1].forEach((column) => add(row, column));
  return sum / count > 127.5;
}

/** What `contain` leaves open around the picture is background. */
function centred(
  pixels: Uint8Array,
  { width, height, channels }: OutputInfo,
  { width: wide, height: high, background = black }: InputShape,
): Uint8Array {
  if (width === wide && height === high) return pixels;
  const canvas = new Uint8Array(wide * high * channels).fill(background);
  const left = Math.floor((wide - width) / 2);
  const top = Math.floor((high - height) / 2);
  for (let row = 0; row < height; row += 1) {
    const line = pixels.subarray(row * width * channels, (row + 1) * width * channels);
    canvas.set(line, ((top + row) * wide + left) * channels);
  }
  return canvas;
}
