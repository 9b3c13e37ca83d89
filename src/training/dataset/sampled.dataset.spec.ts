import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readDecoder } from './decoder.js';
import { SampledDataset } from './sampled.dataset.js';

const committed = fileURLToPath(new URL('../../../models/fashion-mnist-sampler/1', import.meta.url));
const open = async () => new SampledDataset(await readDecoder(committed));

it('draws the same image for the same index, in whatever order it is asked', async () => {
  const [one, other] = [await open(), await open()];
  other.image(9_999);
  expect(other.image(42)).toEqual(one.image(42));
  expect(one.image(43).pixels).not.toEqual(one.image(42).pixels);
});

it('draws grey images of 28 × 28 pixels that are neither empty nor full', async () => {
  const dataset = await open();
  expect(dataset).toMatchObject({ width: 28, height: 28, channels: 1, sampled: true });
  for (let index = 0; index < 100; index += 1) {
    const { pixels } = dataset.image(index);
    const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
    expect(pixels.length).toBe(784);
    expect(mean).toBeGreaterThan(5);
    expect(mean).toBeLessThan(250);
  }
});

it('gives every label to a thousand of its ten thousand images, shuffled', async () => {
  const dataset = await open();
  const labels = Array.from({ length: dataset.size }, (_, index) => dataset.image(index).label);
  const counts = dataset.labels.map((label) => labels.filter((seen) => seen === label).length);
  expect(counts).toEqual(dataset.labels.map(() => 1_000));
  expect(new Set(labels.slice(0, 30)).size).toBeGreaterThan(5);
});

it('refuses an index beyond its size', async () => {
  const dataset = await open();
  expect(() => dataset.image(10_000)).toThrow(RangeError);
});

it('names the folder and what is wrong when the decoder is damaged', async () => {
  const copy = await mkdtemp(join(tmpdir(), 'seamline-decoder-'));
  await cp(committed, copy, { recursive: true });
  const weights = await readFile(join(copy, 'weights.bin'));
  await writeFile(join(copy, 'weights.bin'), weights.subarray(1));
  await expect(readDecoder(copy)).rejects.toMatchObject({
    code: 'DATASET_UNAVAILABLE',
    message: expect.stringContaining(`${copy} cannot be used: weights.bin has ${weights.length - 1} bytes`),
  });
  await rm(copy, { recursive: true });
});
