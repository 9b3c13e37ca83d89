import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { declaredSize, decode, noRequest } from './picture-decoder.js';
import { headerSize } from './picture-header.js';

const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#a52' } });

describe('the size in a header', () => {
  it.each<[string, Promise<Buffer>]>([
    ['PNG', picture(300, 7).png().toBuffer()],
    ['interlaced PNG', picture(300, 7).png({ progressive: true }).toBuffer()],
    ['PNG with a palette', picture(300, 7).png({ palette: true }).toBuffer()],
    ['JPEG', picture(300, 7).jpeg().toBuffer()],
    ['progressive JPEG', picture(300, 7).jpeg({ progressive: true }).toBuffer()],
    ['JPEG with EXIF', picture(300, 7).withMetadata({ orientation: 6 }).jpeg().toBuffer()],
  ])('is the one that the decoder sees: %s', async (_, bytes) => {
    const { width, height } = await sharp(await bytes).metadata();
    expect(headerSize(await bytes)).toEqual({ width, height });
  });

  it('is left to the decoder for other kinds, and for what is cut off', async () => {
    const png = await picture(3, 3).png().toBuffer();
    const jpeg = await picture(3, 3).jpeg().toBuffer();
    const others = [await picture(3, 3).webp().toBuffer(), await picture(3, 3).gif().toBuffer()];
    for (const bytes of [...others, png.subarray(0, 20), jpeg.subarray(0, 100), Buffer.alloc(0)]) {
      expect(headerSize(bytes)).toBeUndefined();
    }
    for (let times = 0; times < 2_000; times += 1) {
      const broken = Buffer.from(times % 2 ? png : jpeg);
      for (let more = 0; more < 3; more += 1)
        broken[2 + Math.floor(Math.random() * 60)] = Math.random() * 256;
      expect(() => headerSize(broken)).not.toThrow();
    }
  });

  it('is the most that the decoder decodes', async () => {
    const bytes = await picture(300, 7).png().toBuffer();
    const body = { kind: 'file', contentType: 'image/png', bytes } as const;
    const work = decode(body, { width: 299, height: 7 }, noRequest, (opened) => opened.raw().toBuffer());
    await expect(work).rejects.toThrow(/exceeds pixel limit/);
  });

  it.each(['tiff', 'avif'] as const)('is read before anything is decoded: %s', async (format) => {
    const bytes = Buffer.from(await picture(300, 7).toFormat(format).toBuffer());
    const huge = 100_000;
    if (format === 'avif') {
      const at = bytes.indexOf('ispe') + 8;
      bytes.writeUInt32BE(huge, at);
      bytes.writeUInt32BE(huge, at + 4);
    } else enlargeTiff(bytes, huge);
    const body = { kind: 'file', contentType: `image/${format}`, bytes } as const;
    expect(await declaredSize(body, noRequest)).toEqual({ width: huge, height: huge });
    const work = decode(body, { width: 300, height: 7 }, noRequest, (opened) => opened.raw().toBuffer());
    await expect(work).rejects.toThrow(/exceeds pixel limit/);
  });
});

/** Sets width and height, the tags 256 and 257, each an entry of 12 bytes: tag, type, count, value. */
function enlargeTiff(bytes: Buffer, side: number): void {
  const directory = bytes.readUInt32LE(4);
  for (let entry = 0; entry < bytes.readUInt16LE(directory); entry += 1) {
    const at = directory + 2 + 12 * entry;
    if (![256, 257].includes(bytes.readUInt16LE(at))) continue;
    const long = 4;
    bytes.writeUInt16LE(long, at + 2);
    bytes.writeUInt32LE(side, at + 8);
  }
}
