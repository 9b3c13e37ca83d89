import sharp from 'sharp';
import { expect, it } from 'vitest';
import { scalePicture } from './scale-picture.js';
import type { ScaledPicture } from './scaled-picture.js';

const noise = { type: 'gaussian', mean: 120, sigma: 60 } as const;
const file = await sharp({ create: { width: 320, height: 200, channels: 3, background: '#888', noise } })
  .jpeg()
  .toBuffer();
const size = { width: 96, height: 96 };

it.each([
  [
    { ...size, fit: 'fill' },
    { width: 96, height: 96 },
  ],
  [
    { ...size, fit: 'contain' },
    { width: 96, height: 60 },
  ],
  [{ ...size, fit: 'cover' }, undefined],
  [
    { ...size, fit: 'cover', resize: 110 },
    { width: 176, height: 110 },
  ],
  [
    { ...size, fit: 'cover', resize: 110, interpolation: 'bilinear' },
    { width: 176, height: 110 },
  ],
  [
    { ...size, fit: 'contain', interpolation: 'bicubic' },
    { width: 96, height: 60 },
  ],
  [
    { ...size, fit: 'fill', interpolation: 'nearest' },
    { width: 320, height: 200 },
  ],
] as const)('%o: who else looks changes no pixel, and sees the whole picture', async (input, seen) => {
  let whole: ScaledPicture | undefined;
  const alone = await scalePicture(sharp(file), input);
  const looked = await scalePicture(sharp(file), input, (picture) => (whole = picture));
  expect(Buffer.compare(looked.values, alone.values)).toBe(0);
  expect(looked).toMatchObject({ width: alone.width, height: alone.height, channels: 3 });
  expect(whole && { width: whole.width, height: whole.height }).toEqual(seen);
});

it('what is cut off of a long thin picture is decoded for nobody', async () => {
  const thin = await sharp(file).resize(2_000, 40, { fit: 'fill' }).png().toBuffer();
  let isAsked = false;
  const input = { ...size, fit: 'cover', resize: 110, interpolation: 'bilinear' } as const;
  const grey = await scalePicture(sharp(thin), { ...input, resize: 30 }, () => (isAsked = true));
  expect([grey.height, isAsked]).toEqual([30, false]);
});
