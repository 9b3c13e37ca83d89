import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
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

  it.each(['png', 'jpeg', 'webp'] as const)('reads a %s of any size and colour as grey', async (format) => {
    const bytes = await picture(20, 30, '#808080').toFormat(format).toBuffer();
    const pixels = await toModelInput({ kind: 'file', contentType: `image/${format}`, bytes }, input, limit);
    expect(pixels).toHaveLength(8);
    for (const value of pixels) expect(Math.abs(value - 128)).toBeLessThan(4);
  });

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
});
