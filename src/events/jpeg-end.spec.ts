import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { Random } from '../../test/support/random.js';
import { noRequest, declaredSize, decode } from './picture-decoder.js';

const side = 64;
/** Always the same: of some pictures the last byte has nothing but padding. */
const noise = new Random(1).bytes(side * side * 3);
const source = sharp(noise, { raw: { width: side, height: side, channels: 3 } });
const jpegs = await Promise.all(
  [
    ['baseline', source.clone().jpeg()] as const,
    ['progressive', source.clone().jpeg({ progressive: true })] as const,
    ['grey', source.clone().toColourspace('b-w').jpeg()] as const,
    ['CMYK', source.clone().toColourspace('cmyk').jpeg()] as const,
  ].map(async ([name, picture]) => [name, await picture.toBuffer()] as const),
);

const read = async (bytes: Uint8Array) => {
  const body = { kind: 'file', contentType: 'image/jpeg', bytes } as const;
  const size = await declaredSize(body, noRequest);
  return decode(body, size, noRequest, (picture) => picture.raw().toBuffer());
};

/** The bytes before the last scan of a JPEG: its marker, and the tables that belong to it. */
const withoutLastScan = (jpeg: Buffer) => jpeg.subarray(0, jpeg.lastIndexOf(Buffer.from([0xff, 0xda])));

describe('a JPEG without its end marker', () => {
  it.each(jpegs)('is read as with it: %s', async (_, jpeg) => {
    const pixels = await read(jpeg);
    expect(await read(jpeg.subarray(0, -2))).toEqual(pixels);
    expect(await read(jpeg.subarray(0, -1))).toEqual(pixels);
    expect(await read(Buffer.concat([jpeg, Buffer.alloc(9)]))).toEqual(pixels);
  });

  it.each(jpegs)('that lacks pixels too says that it ends early: %s', async (_, jpeg) => {
    for (const missing of [3, 20, 500, Math.floor(jpeg.length / 2)]) {
      const cut = jpeg.subarray(0, -missing);
      await expect(read(cut)).rejects.toMatchObject({
        code: 'BAD_MESSAGE',
        message: `the JPEG ends early: pixels are missing after its ${cut.length} bytes`,
      });
    }
  });

  it('that lacks a whole scan, or all of them, says so too', async () => {
    const progressive = jpegs[1]![1];
    for (const cut of [
      withoutLastScan(progressive),
      progressive.subarray(0, 20),
      progressive.subarray(0, 2),
    ]) {
      await expect(read(cut)).rejects.toThrow('the JPEG ends early');
    }
  });
});
