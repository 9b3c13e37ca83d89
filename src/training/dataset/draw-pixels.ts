import sharp from 'sharp';
import type { Dataset } from './dataset.js';

/** Pixels as a PNG file: row by row, one byte a value; 1 channel is grey, 3 RGB, 4 RGBA. */
export function drawPixels(
  pixels: Uint8Array,
  { width, height, channels }: Pick<Dataset, 'width' | 'height' | 'channels'>,
): Promise<Buffer> {
  const image = sharp(pixels, { raw: { width, height, channels: channels as 1 | 3 | 4 } });
  return (channels === 1 ? image.toColourspace('b-w') : image).png().toBuffer();
}
