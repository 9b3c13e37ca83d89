import type { Sharp } from 'sharp';

/** A decoded picture, 8 bits a value: red, green, blue, and alpha where it may be transparent. */
export interface ScaledPicture {
  readonly values: Uint8Array;
  readonly channels: 3 | 4;
  readonly width: number;
  readonly height: number;
}

/** Decodes in sRGB, which also scales 16 bits to 8: a plain cast would cut them off. */
export async function valuesOf(picture: Sharp): Promise<ScaledPicture> {
  const pixels = picture.toColourspace('srgb').raw({ depth: 'uchar' });
  const { data, info } = await pixels.toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const values = new Uint8Array(data.buffer, data.byteOffset, data.length);
  return { values, channels: info.channels as 3 | 4, width, height };
}

/** The part of a picture that begins so far from its left and top. */
export function cutOf(
  { values, channels, width: whole }: ScaledPicture,
  { left, top, width, height }: { left: number; top: number; width: number; height: number },
): ScaledPicture {
  const part = new Uint8Array(width * height * channels);
  for (let row = 0; row < height; row += 1) {
    const from = ((top + row) * whole + left) * channels;
    part.set(values.subarray(from, from + width * channels), row * width * channels);
  }
  return { values: part, channels, width, height };
}
