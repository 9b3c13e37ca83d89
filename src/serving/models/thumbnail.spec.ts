import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { noRequest } from '../../events/picture-decoder.js';
import { drawThumbnail, enoughOf, isSmall } from './thumbnail.js';

const noise = (width: number, height: number) =>
  sharp(randomBytes(width * height * 3), { raw: { width, height, channels: 3 } });

async function thumbnailOf(bytes: Buffer, contentType: 'image/jpeg' | 'image/png') {
  const { contentType: type, bytes: drawn } = await drawThumbnail(
    { kind: 'file', contentType, bytes },
    noRequest,
  );
  const { width, height, format } = await sharp(drawn).metadata();
  return { type, width, height, format, size: drawn.length };
}

it('draws a thumbnail of at most 96 pixels and 3,000 bytes, whatever is in the picture', async () => {
  const worst = await thumbnailOf(await noise(400, 300).png().toBuffer(), 'image/png');
  expect(worst).toMatchObject({ type: 'image/webp', format: 'webp' });
  expect(Math.max(worst.width, worst.height)).toBeLessThanOrEqual(96);
  expect(worst.size).toBeLessThanOrEqual(3_000);
  const small = await thumbnailOf(await noise(20, 10).png().toBuffer(), 'image/png');
  expect(small).toMatchObject({ width: 20, height: 10 });
});

it('turns the thumbnail as the camera says, and reads CMYK and 16 bits', async () => {
  const turned = await noise(200, 100).withMetadata({ orientation: 6 }).jpeg().toBuffer();
  expect(await thumbnailOf(turned, 'image/jpeg')).toMatchObject({ width: 48, height: 96 });
  const print = await noise(200, 100).toColourspace('cmyk').jpeg().toBuffer();
  expect(await thumbnailOf(print, 'image/jpeg')).toMatchObject({ width: 96, height: 48 });
  const deep = await noise(200, 100).toColourspace('rgb16').png().toBuffer();
  expect(await thumbnailOf(deep, 'image/png')).toMatchObject({ width: 96, height: 48 });
});

it('takes raw pixels of at most 3,000 bytes as they are', () => {
  const pixels = (width: number) =>
    ({ kind: 'pixels', width, height: 28, channels: 1, bytes: Buffer.alloc(width * 28) }) as const;
  expect([isSmall(pixels(28)), isSmall(pixels(107)), isSmall(pixels(108))]).toEqual([true, true, false]);
});

it('is drawn from what the model sees of the picture, no longer stretched', async () => {
  const half = { width: 300, height: 200, channels: 3, background: '#fff' } as const;
  const picture = sharp({ create: { ...half, background: '#c00' } }).composite([
    { input: await sharp({ create: half }).png().toBuffer(), left: 0, top: 100 },
  ]);
  const bytes = await picture.withMetadata({ orientation: 6 }).jpeg().toBuffer();
  const [width, height] = [224, 224];
  const values = await sharp(bytes).autoOrient().resize(width, height, { fit: 'fill' }).raw().toBuffer();
  const decoded = enoughOf({ values, width, height, channels: 3 });
  const body = { kind: 'file', contentType: 'image/jpeg', bytes } as const;
  const drawn = await drawThumbnail(body, noRequest, decoded);
  const whole = await drawThumbnail(body, noRequest);
  expect(await sharp(drawn.bytes).metadata()).toMatchObject({ format: 'webp', width: 64, height: 96 });
  const seen = (one: Uint8Array) => sharp(one).raw().toBuffer();
  const [some, others] = [await seen(drawn.bytes), await seen(whole.bytes)];
  const distance = some.reduce((sum, value, at) => sum + Math.abs(value - (others[at] as number)), 0);
  expect(distance / others.length).toBeLessThan(4);
});

it('what a small model sees is not enough', () => {
  const values = new Uint8Array(28 * 28 * 3);
  expect(enoughOf({ values, width: 28, height: 28, channels: 3 })).toBeUndefined();
});
