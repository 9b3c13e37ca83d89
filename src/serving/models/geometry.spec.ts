import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import type { Interpolation } from './card-words.js';
import { toModelInput } from './preprocess.js';

const folder = fileURLToPath(new URL('../../../test/inputs/pictures/resized/', import.meta.url));
const names = (await readdir(folder)).filter((name) => /-\d+-\d+-\w+\.png$/.test(name));

/** Of 255: the mean distance of all values, and the largest. */
function distance(seen: Uint8Array, expected: Uint8Array) {
  expect(seen).toHaveLength(expected.length);
  const each = seen.map((value, at) => Math.abs(value - (expected[at] as number)));
  return {
    mean: each.reduce((sum, value) => sum + value) / each.length,
    most: each.reduce((most, value) => Math.max(most, value)),
  };
}

const file = (bytes: Uint8Array) => ({ kind: 'file', contentType: 'image/png', bytes }) as const;
const pixelsOf = (path: string) => sharp(path).removeAlpha().raw().toBuffer();

it.each(names)(
  'shorter side, centre and interpolation are those of torchvision on Pillow: %s',
  async (name) => {
    const [picture = '', side, crop, interpolation] = name.replace('.png', '').split('-');
    const bytes = await readFile(`${folder}${picture}.png`);
    const [width, resize] = [Number(crop), Number(side)];
    const how = { fit: 'cover', resize, interpolation: interpolation as Interpolation } as const;
    const input = { width, height: width, channels: 3, ...how };
    const seen = await toModelInput(file(bytes), input, 1_000_000);
    const { mean, most } = distance(seen, await pixelsOf(`${folder}${name}`));
    expect(mean).toBeLessThan(interpolation === 'nearest' || picture === 'small' ? 0.02 : 0.5);
    expect(most).toBeLessThan(interpolation === 'nearest' || picture === 'small' ? 2 : 12);
  },
);

it('a picture is turned by EXIF before its shorter side is found', async () => {
  const tall = await readFile(`${folder}tall.png`);
  const turned = await sharp(tall).rotate(90).withMetadata({ orientation: 8 }).png().toBuffer();
  const input = {
    width: 56,
    height: 56,
    channels: 3,
    fit: 'cover',
    resize: 64,
    interpolation: 'bilinear',
  } as const;
  const expected = await toModelInput(file(tall), input, 1_000_000);
  expect(distance(await toModelInput(file(turned), input, 1_000_000), expected).mean).toBeLessThan(0.01);
});

it('a picture of one long line is no large one: only what the model sees is computed', async () => {
  const bytes = new Uint8Array(100_000).map((_, at) => at % 256);
  const input = {
    width: 56,
    height: 56,
    channels: 1,
    fit: 'cover',
    resize: 256,
    interpolation: 'bicubic',
  } as const;
  const line = { kind: 'pixels', width: 1, height: 100_000, channels: 1, bytes } as const;
  expect(await toModelInput(line, input, 1_000_000)).toHaveLength(56 * 56);
});

it.each(['nearest', 'bilinear'] as const)(
  'each fit has its shape with %s, enlarged too',
  async (interpolation) => {
    const picture = file(
      await sharp({ create: { width: 4, height: 2, channels: 3, background: '#c8c8c8' } })
        .png()
        .toBuffer(),
    );
    const shape = { width: 8, height: 8, channels: 1, background: 7, interpolation };
    const rows = async (fit: 'fill' | 'contain' | 'cover') => {
      const pixels = await toModelInput(picture, { ...shape, fit }, 1_000);
      return [0, 2, 7].map((row) => pixels[row * 8 + 3]);
    };
    expect(await rows('fill')).toEqual([200, 200, 200]);
    expect(await rows('cover')).toEqual([200, 200, 200]);
    expect(await rows('contain')).toEqual([7, 200, 7]);
  },
);
