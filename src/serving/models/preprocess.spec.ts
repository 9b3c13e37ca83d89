import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readModelCard } from './model-card.js';
import { toModelInput } from './preprocess.js';

const input = { width: 4, height: 2, channels: 1 };
const limit = 1000;

const picture = (width: number, height: number, background: string) =>
  sharp({ create: { width, height, channels: 4, background } });

describe('toModelInput', () => {
  it('passes raw pixels of the right shape as they are', async () => {
    const bytes = new Uint8Array(8).map((_, index) => index);
    expect(await toModelInput({ kind: 'pixels', ...input, bytes }, input, limit)).toBe(bytes);
  });

  it.each(['png', 'jpeg', 'webp', 'gif', 'tiff', 'avif'] as const)(
    'reads a %s of any size and colour as grey',
    async (format) => {
      const bytes = await picture(20, 30, '#808080').toFormat(format).toBuffer();
      const pixels = await toModelInput(
        { kind: 'file', contentType: `image/${format}`, bytes },
        input,
        limit,
      );
      expect(pixels).toHaveLength(8);
      for (const value of pixels) expect(Math.abs(value - 128)).toBeLessThan(4);
    },
  );

  it('lays transparent pixels on black', async () => {
    const bytes = await picture(4, 2, 'rgba(255, 255, 255, 0)').png().toBuffer();
    const pixels = await toModelInput({ kind: 'file', contentType: 'image/png', bytes }, input, limit);
    expect([...pixels]).toEqual(Array(8).fill(0));
  });

  it('brings raw colour pixels to the size and the channels of the model', async () => {
    const bytes = new Uint8Array(3 * 3 * 4).fill(200);
    const colour = { width: 5, height: 5, channels: 3 };
    const pixels = await toModelInput(
      { kind: 'pixels', width: 3, height: 3, channels: 4, bytes },
      colour,
      limit,
    );
    expect(pixels).toHaveLength(75);
  });

  it('refuses a picture that is cut short, and one with more pixels than allowed', async () => {
    const bytes = await picture(30, 30, '#fff').png().toBuffer();
    const file = { kind: 'file', contentType: 'image/png' } as const;
    await expect(toModelInput({ ...file, bytes: bytes.subarray(0, 60) }, input, limit)).rejects.toMatchObject(
      { code: 'BAD_MESSAGE' },
    );
    await expect(toModelInput({ ...file, bytes }, input, 899)).rejects.toMatchObject({
      code: 'MESSAGE_TOO_LARGE',
    });
  });

  const file = (bytes: Uint8Array) => ({ kind: 'file', contentType: 'image/png', bytes }) as const;
  const grey = (width: number, height: number, values: readonly number[]) =>
    sharp(Uint8Array.from(values), { raw: { width, height, channels: 1 } });

  it('stretches, fits or cuts a picture as the card says', async () => {
    const tall = await grey(2, 4, Array(8).fill(200)).png().toBuffer();
    const square = { width: 4, height: 4, channels: 1, background: 7 };
    const rows = async (fit: 'fill' | 'contain' | 'cover') => {
      const pixels = await toModelInput(file(tall), { ...square, fit }, limit);
      return [0, 1, 2, 3].map((row) => [...pixels.subarray(row * 4, row * 4 + 4)]);
    };
    const four = (row: readonly number[]) => Array.from({ length: 4 }, () => row);
    expect(await rows('contain')).toEqual(four([7, 200, 200, 7]));
    expect(await rows('fill')).toEqual(four([200, 200, 200, 200]));
    expect(await rows('cover')).toEqual(four([200, 200, 200, 200]));
  });

  it('inverts always, never, or what stands on a light background', async () => {
    const onWhite = [255, 255, 255, 255, 255, 30, 40, 255, 255, 255, 255, 255];
    const shape = { width: 4, height: 3, channels: 1 };
    const seen = async (values: readonly number[], invert?: 'never' | 'always' | 'light-background') => {
      const picture = file(await grey(4, 3, values).png().toBuffer());
      return [...(await toModelInput(picture, { ...shape, invert }, limit))];
    };
    const negative = onWhite.map((value) => 255 - value);
    expect(await seen(onWhite)).toEqual(onWhite);
    expect(await seen(onWhite, 'always')).toEqual(negative);
    expect(await seen(onWhite, 'light-background')).toEqual(negative);
    expect(await seen(negative, 'light-background')).toEqual(negative);
  });

  it('lays what is transparent on the background also when the rest is inverted', async () => {
    const rgba = [255, 255, 255, 255, 255, 255, 255, 255, 9, 9, 9, 0, 9, 9, 9, 0];
    const bytes = await sharp(Uint8Array.from(rgba), { raw: { width: 2, height: 2, channels: 4 } })
      .png()
      .toBuffer();
    const shape = { width: 2, height: 2, channels: 1, background: 5, invert: 'light-background' } as const;
    expect([...(await toModelInput(file(bytes), shape, limit))]).toEqual([0, 0, 5, 5]);
  });

  it('scales 16 bits to 8, turns by EXIF, and takes the first frame of an animation', async () => {
    const shape = { width: 2, height: 1, channels: 1 };
    const deep = await sharp(Uint16Array.from([0x4000, 0xffff]), {
      raw: { width: 2, height: 1, channels: 1 },
    })
      .toColourspace('grey16')
      .png()
      .toBuffer();
    expect((await sharp(deep).metadata()).depth).toBe('ushort');
    expect([...(await toModelInput(file(deep), shape, limit))]).toEqual([0x40, 0xff]);

    const upright = { width: 1, height: 2, channels: 1 };
    const turned = await grey(2, 1, [10, 250]).withMetadata({ orientation: 6 }).png().toBuffer();
    expect([...(await toModelInput(file(turned), upright, limit))]).toEqual([10, 250]);

    const frames = await sharp(
      [await grey(2, 1, [0, 0]).png().toBuffer(), await grey(2, 1, [255, 255]).png().toBuffer()],
      {
        join: { animated: true },
      },
    )
      .gif()
      .toBuffer();
    expect((await sharp(frames).metadata()).pages).toBe(2);
    expect([...(await toModelInput(file(frames), shape, limit))]).toEqual([0, 0]);
  });

  it('shows Fashion-MNIST what it was trained on when it is photographed on white', async () => {
    const { input: trained } = await readModelCard(
      fileURLToPath(new URL('../../../models/fashion-mnist/1', import.meta.url)),
    );
    const pixels = new Uint8Array(784).map((_, at) =>
      at % 28 > 6 && at % 28 < 21 && at > 112 && at < 672 ? 180 : 0,
    );
    const photograph = await sharp(
      pixels.map((value) => 255 - value),
      { raw: { width: 28, height: 28, channels: 1 } },
    )
      .resize(280, 280, { kernel: 'nearest' })
      .toColourspace('srgb')
      .extend({ left: 100, right: 100, background: '#fff' })
      .jpeg()
      .toBuffer();
    const seen = await toModelInput(
      { kind: 'file', contentType: 'image/jpeg', bytes: photograph },
      trained,
      1_000_000,
    );
    const share = (at: (value: number) => boolean) => seen.filter((value) => at(value)).length / seen.length;
    expect(seen).toHaveLength(784);
    expect(share((value) => value < 10)).toBeGreaterThan(0.5);
    expect(share((value) => value > 160)).toBeGreaterThan(0.1);
  });
});
