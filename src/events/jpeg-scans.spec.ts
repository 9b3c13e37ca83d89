import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { declaredSize, noRequest } from './picture-decoder.js';
import { refuseManyScans } from './jpeg-scans.js';
import { measured } from './request-pixels.js';

const picture = sharp({ create: { width: 64, height: 48, channels: 3, background: '#a52' } });
const scan = Buffer.from([0xff, 0xda, 0, 8, 1, 1, 0, 1, 63, 0]);

/** The picture with so many scans more: the first 10 bytes of its last scan and its data, again and again. */
async function withScans(count: number): Promise<Buffer> {
  const jpeg = await picture.clone().jpeg({ progressive: true }).toBuffer();
  const last = jpeg.subarray(jpeg.lastIndexOf(scan.subarray(0, 2)), -2);
  return Buffer.concat([jpeg.subarray(0, -2), ...Array<Buffer>(count).fill(last), jpeg.subarray(-2)]);
}

describe('a JPEG of many scans', () => {
  it('is refused before it is decoded', async () => {
    const bytes = await withScans(200);
    expect((await sharp(bytes).metadata()).width).toBe(64);
    const size = () => declaredSize({ kind: 'file', contentType: 'image/jpeg', bytes }, noRequest);
    expect(size).toThrow(/more than 100 scans/);
    expect(size).toThrow(expect.objectContaining({ code: 'MESSAGE_TOO_LARGE' }));
  });

  it('does not refuse the other pictures of its request', async () => {
    const file = (bytes: Buffer) => ({ kind: 'file', contentType: 'image/jpeg', bytes }) as const;
    const images = [file(await withScans(200)), file(await withScans(0))];
    const sizes = (await measured(images, 1_000_000, noRequest)).map((body) => 'size' in body && body.size);
    expect(sizes).toEqual([undefined, { width: 64, height: 48 }]);
  });

  it('is taken with as many as encoders write', async () => {
    for (const bytes of [await withScans(0), await withScans(60), await picture.clone().jpeg().toBuffer()])
      expect(() => refuseManyScans(bytes)).not.toThrow();
  });

  it('is not one whose preview, notes or film behind it have such bytes', async () => {
    const jpeg = await withScans(10);
    const noise = Buffer.concat(Array<Buffer>(200).fill(scan));
    const notes = Buffer.concat([
      Buffer.from([0xff, 0xe5, (noise.length + 2) >> 8, (noise.length + 2) % 256]),
      noise,
    ]);
    const bytes = Buffer.concat([jpeg.subarray(0, 2), notes, jpeg.subarray(2), noise]);
    expect(() => refuseManyScans(bytes)).not.toThrow();
  });

  it('is counted without an error where it is cut off anywhere', async () => {
    const bytes = await withScans(120);
    for (let end = 0; end < bytes.length; end += 1)
      if (end < 400 || end % 97 === 0) expect(() => maySay(bytes.subarray(0, end))).not.toThrow();
  });
});

/** A refusal is an answer, too. */
function maySay(bytes: Uint8Array): void {
  try {
    refuseManyScans(bytes);
  } catch (error) {
    expect(error).toMatchObject({ code: 'MESSAGE_TOO_LARGE' });
  }
}
