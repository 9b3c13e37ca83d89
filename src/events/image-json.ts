import { InvalidError } from '../foundation/errors/app.error.js';
import { quoted } from '../foundation/errors/quoted.js';
import { parseObject } from './json-object.js';
import { refuseTooManyPixels } from './image-limits.js';
import type { ImageBody } from './image.event.js';

/**
 * Reads `{"image": [[…]]}`: rows of grey values from 0 to 255, or rows of pixels of 1, 3 or 4 such values.
 *
 * @throws InvalidError `BAD_MESSAGE` that names the first wrong value, `MESSAGE_TOO_LARGE` for too many pixels.
 */
export function bodyFromJson(bytes: Uint8Array, maxPixels: number): ImageBody {
  const object = parseObject(bytes);
  const rows = Object.hasOwn(object, 'image') ? object['image'] : undefined;
  const height = lengthOf(rows, 'image');
  const width = lengthOf(at(rows, 0), 'image[0]');
  const firstPixel = at(at(rows, 0), 0);
  const inLists = Array.isArray(firstPixel);
  const channels = inLists ? firstPixel.length : 1;
  if (channels !== 1 && channels !== 3 && channels !== 4) {
    throw new InvalidError('BAD_MESSAGE', `image[0][0] has ${channels} values; allowed: 1, 3, 4`);
  }
  refuseTooManyPixels(width, height, maxPixels);
  // Checked before memory is reserved: one long row and many empty ones would ask for far more than the message has.
  for (let y = 0; y < height; y += 1) expectLength(at(rows, y), width, `image[${y}]`);
  const pixels = new Uint8Array(height * width * channels);
  let next = 0;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const pixel = at(at(rows, y), x);
      if (inLists) expectLength(pixel, channels, `image[${y}][${x}]`);
      for (let c = 0; c < channels; c += 1) {
        pixels[next++] = byte(inLists ? at(pixel, c) : pixel, `image[${y}][${x}]`);
      }
    }
  }
  return { kind: 'pixels', width, height, channels, bytes: pixels };
}

const at = (value: unknown, index: number): unknown =>
  Array.isArray(value) ? (value as unknown[])[index] : undefined;

function lengthOf(value: unknown, name: string): number {
  if (!Array.isArray(value) || value.length === 0) {
    throw new InvalidError('BAD_MESSAGE', `${name} must be a list of numbers from 0 to 255 in rows`);
  }
  return value.length;
}

function expectLength(value: unknown, length: number, name: string): void {
  const seen = lengthOf(value, name);
  if (seen !== length) {
    throw new InvalidError('BAD_MESSAGE', `${name} has ${seen} values; the first has ${length}`);
  }
}

function byte(value: unknown, name: string): number {
  if (typeof value === 'number' && value >= 0 && value <= 255) return Math.round(value);
  throw new InvalidError('BAD_MESSAGE', `${name} is ${kindOf(value)}; allowed: 0 to 255`);
}

/** Lists and objects are not shown: they may be nested too deep to be written out. */
function kindOf(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
