import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { idxFile } from '../../../test/support/idx-file.js';
import { isIdxFolder, readIdxFolder } from './idx-folder.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seamline-idx-'));
  await writeFile(join(folder, 'train-images-idx3-ubyte.gz'), gzipSync(idxFile([3, 2, 2])));
  await writeFile(join(folder, 'train-labels-idx1-ubyte'), idxFile([3], [0, 2, 1]));
});
afterEach(() => rm(folder, { recursive: true }));

it('reads any data set of the MNIST family, gzipped or plain, and counts its labels', async () => {
  expect(isIdxFolder(folder)).toBe(true);
  const dataset = await readIdxFolder(folder, 'training');
  expect(dataset).toMatchObject({ size: 3, width: 2, height: 2, labels: ['0', '1', '2'] });
  expect(dataset.image(1)).toEqual({ index: 1, pixels: Uint8Array.of(4, 5, 6, 7), label: '2' });
});

it('takes the labels from labels.txt', async () => {
  await writeFile(join(folder, 'labels.txt'), 'zero\none\n two \n\n');
  expect((await readIdxFolder(folder, 'training')).labels).toEqual(['zero', 'one', 'two']);
});

it('names the file that is missing', async () => {
  await expect(readIdxFolder(folder, 'test')).rejects.toMatchObject({
    code: 'BAD_CONFIG',
    message: expect.stringContaining('t10k-images-idx3-ubyte: ENOENT'),
  });
});

it('reads as many pictures as the largest sets of the family have', async () => {
  const size = 814_255;
  const truths = Uint8Array.from({ length: size }, (_, at) => at % 62);
  await writeFile(join(folder, 'train-images-idx3-ubyte.gz'), idxFile([size, 1, 1]));
  await writeFile(join(folder, 'train-labels-idx1-ubyte'), idxFile([size], truths));
  const { labels, ...dataset } = await readIdxFolder(folder, 'training');
  expect([dataset.size, labels.length, labels.at(-1)]).toEqual([size, 62, '61']);
});
