import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/configuration.js';
import { decodeImage } from '../../src/events/image.codec.js';
import type { ImageBody } from '../../src/events/image.event.js';
import { unlimited } from '../../src/events/image-limits.js';
import { toModelInput } from '../../src/serving/models/preprocess.js';
import { FolderDataset } from '../../src/training/dataset/folder.dataset.js';
import { openData } from '../../src/training/open-data.js';
import { received } from '../support/received.js';
import { onSuiteFinished, temporaryFolder } from '../support/test-application.js';

const [width, height] = [24, 16];
const shape = { width, height, channels: 3 } as const;

/** Four quarters of one colour each: which way up the picture is can be seen. */
function quarters(channels: 3 | 4): Sharp {
  const colours = ['#e02020', '#20c040', '#2030d0', '#f0e020'].map((hex) => Buffer.from(hex.slice(1), 'hex'));
  const pixels = Array.from({ length: width * height }, (_, at) => {
    const place = (at % width < width / 2 ? 0 : 1) + (at < (width * height) / 2 ? 0 : 2);
    return Buffer.concat([colours[place]!, Buffer.of(255)]).subarray(0, channels);
  });
  return sharp(Buffer.concat(pixels), { raw: { width, height, channels } });
}
const rgb = () => quarters(3);
const grey = () =>
  sharp(
    new Uint8Array(width * height).map((_, at) => at % 200),
    { raw: { width, height, channels: 1 } },
  );
const deep = () =>
  sharp(
    new Uint16Array(width * height).map((_, at) => at * 150),
    { raw: { width, height, channels: 1 } },
  );

const encoders: readonly [string, Sharp][] = [
  ...(['png', 'jpeg', 'webp', 'gif', 'tiff', 'avif'] as const).flatMap((format): [string, Sharp][] => [
    [`grey.${format}`, grey().toColourspace('b-w').toFormat(format)],
    [`rgb.${format}`, rgb().toFormat(format)],
    [`rgba.${format}`, quarters(4).toFormat(format)],
    [`turned.${format}`, rgb().withMetadata({ orientation: 6 }).toFormat(format)],
  ]),
  ['deep.png', deep().toColourspace('grey16').png()],
  ['deep.tiff', deep().toColourspace('grey16').tiff({ compression: 'deflate' })],
  ['deep-rgb.tiff', rgb().toColourspace('rgb16').tiff({ compression: 'lzw' })],
  ['cmyk.jpeg', rgb().toColourspace('cmyk').jpeg()],
  ['cmyk.tiff', rgb().toColourspace('cmyk').tiff({ compression: 'lzw' })],
  ['palette.png', rgb().png({ palette: true })],
  ['lzw.tiff', rgb().tiff({ compression: 'lzw' })],
  ['packbits.tiff', rgb().tiff({ compression: 'packbits' })],
  ['tiled.tiff', rgb().tiff({ compression: 'lzw', tile: true, tileWidth: 16, tileHeight: 16 })],
  [
    'pyramid.tiff',
    rgb().tiff({ compression: 'lzw', pyramid: true, tile: true, tileWidth: 16, tileHeight: 16 }),
  ],
  ['big.tiff', rgb().tiff({ bigtiff: true, compression: 'lzw' })],
  ['progressive.jpeg', rgb().jpeg({ progressive: true })],
];
const files = await Promise.all(
  encoders.map(async ([name, picture]) => ({ name, bytes: await picture.toBuffer() })),
);
const { bytes: jpeg } = files.find(({ name }) => name === 'rgb.jpeg')!;
files.push({ name: 'without-end.jpeg', bytes: jpeg.subarray(0, -2) });

describe('The pixels of a picture', () => {
  const onEnd = onSuiteFinished();
  const trained = new Map<string, Uint8Array>();
  let skipped: readonly string[];
  beforeAll(async () => {
    const folder = await temporaryFolder(onEnd);
    for (const label of ['one', 'other']) {
      await mkdir(join(folder, label));
      await Promise.all(files.map(({ name, bytes }) => writeFile(join(folder, label, name), bytes)));
    }
    await writeFile(
      join(folder, 'one/drawing.svg'),
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    );
    const data = await openData({ source: folder, shape, testShare: 0.5, seed: 1 }, readConfig());
    const dataset = data.training.dataset as FolderDataset;
    dataset.files.forEach((file, index) => trained.set(file, dataset.image(index).pixels));
    skipped = dataset.skipped.map(({ file, reason }) => `${file}: ${reason}`);
  });

  const served = (bytes: Uint8Array) => {
    const reading = { broker: 'kafka', keysAreUnique: false, limits: unlimited } as const;
    const { body } = decodeImage(received({ value: Buffer.from(bytes) }), reading);
    return toModelInput(body as ImageBody, shape, 1_000_000);
  };

  it.each(files)('are the same in training and in service: $name', async ({ name, bytes }) => {
    expect(await served(bytes)).toEqual(trained.get(`one/${name}`));
  });

  it.each(['lzw.tiff', 'tiled.tiff', 'rgb.avif'])(
    'are those of the picture that was saved: %s',
    async (saved) => {
      const expected = await served(files.find(({ name }) => name === 'rgb.png')!.bytes);
      const pixels = await served(files.find(({ name }) => name === saved)!.bytes);
      const differences = pixels.map((value, at) => Math.abs(value - expected[at]!));
      expect(differences.reduce((sum, difference) => sum + difference) / pixels.length).toBeLessThan(8);
    },
  );

  it('are read of no file that the service does not know', () => {
    expect(skipped).toEqual([expect.stringMatching(/^one\/drawing.svg: is no picture; allowed: image\/png/)]);
  });
});
