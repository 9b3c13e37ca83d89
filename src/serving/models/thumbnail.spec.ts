import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { noRequest } from '../../events/picture-decoder.js';
import { drawThumbnail, isSmall } from './thumbnail.js';

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
