import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { idxFile } from '../../../test/support/idx-file.js';
import { idxFilesOf, type IdxFiles } from './idx-files.js';
import { readIdxSet } from './idx-folder.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seamline-idx-'));
});
afterEach(() => rm(folder, { recursive: true }));

const write = (name: string, bytes: Uint8Array | string) => writeFile(join(folder, name), bytes);
const read = async (source = folder, transpose = false) =>
  readIdxSet((await idxFilesOf(source)) as IdxFiles, transpose);

interface Names {
  readonly train?: string;
  readonly test?: string;
  readonly images?: string;
  readonly labels?: string;
}

/** A set of three pictures of 2 × 3 to train with and one to test with. */
async function place(
  { train = 'train-', test = 't10k-', images = 'images-idx3-ubyte', labels = 'labels-idx1-ubyte' }: Names,
  truths: readonly number[] = [0, 2, 1],
) {
  await write(`${train}${images}.gz`, gzipSync(idxFile([3, 2, 3])));
  await write(`${train}${labels}`, idxFile([3], truths));
  await write(`${test}${images}`, idxFile([1, 2, 3]));
  await write(`${test}${labels}`, idxFile([1], truths.slice(1, 2)));
}

it('reads any data set of the MNIST family, gzipped or plain, and counts its labels', async () => {
  await place({});
  const { training, test } = await read();
  expect(training).toMatchObject({ size: 3, width: 3, height: 2, labels: ['0', '1', '2'] });
  expect(training.image(1)).toEqual({ index: 1, pixels: Uint8Array.of(6, 7, 8, 9, 10, 11), label: '2' });
  expect(test).toMatchObject({ size: 1, labels: ['0', '1', '2'] });
});

it.each<Names>([
  { train: 'emnist-letters-train-', test: 'emnist-letters-test-' },
  { images: 'images.idx3-ubyte', labels: 'labels.idx1-ubyte' },
])('reads the names %j', async (names) => {
  await place(names);
  expect(await read()).toMatchObject({ training: { size: 3 }, test: { size: 1 } });
});

it('takes the labels from labels.txt', async () => {
  await place({});
  await write('labels.txt', 'zero\none\n two \n\n');
  expect((await read()).training.labels).toEqual(['zero', 'one', 'two']);
});

it("takes the labels from EMNIST's mapping, whose letters begin with 1", async () => {
  await place({ train: 'emnist-letters-train-', test: 'emnist-letters-test-' }, [1, 3, 2]);
  await write('emnist-letters-mapping.txt', '1 65 97\n2 66 98\n3 67 99\n');
  const { training, test } = await read();
  expect(training.labels).toEqual(['A', 'B', 'C']);
  expect([0, 1, 2].map((index) => training.image(index).label)).toEqual(['A', 'C', 'B']);
  expect(test.image(0).label).toBe('C');
  await write('emnist-letters-mapping.txt', '1 65 97\n2 66 98\n');
  await expect(read()).rejects.toThrow('label 3, expected 1, 2');
});

it('exchanges rows and columns on request', async () => {
  await place({});
  const { training } = await read(folder, true);
  expect(training).toMatchObject({ width: 2, height: 3 });
  expect(training.image(1).pixels).toEqual(Uint8Array.of(6, 9, 7, 10, 8, 11));
});

it('asks which of several sets is meant, and takes it', async () => {
  await place({ train: 'emnist-letters-train-', test: 'emnist-letters-test-' });
  await place({ train: 'emnist-digits-train-', test: 'emnist-digits-test-' }, [0, 1, 1]);
  const choices = ['digits', 'letters'].map((set) => join(folder, `emnist-${set}`)).join(', ');
  await expect(read()).rejects.toMatchObject({
    code: 'BAD_CONFIG',
    message: `--data ${folder}: 2 data sets; give one: ${choices}`,
  });
  expect((await read(join(folder, 'emnist-digits'))).training.labels).toEqual(['0', '1']);
});

it('names the file that is missing, and the one that is damaged', async () => {
  await place({});
  await rm(join(folder, 't10k-images-idx3-ubyte'));
  await expect(read()).rejects.toMatchObject({
    code: 'BAD_CONFIG',
    message: expect.stringContaining(
      'no test images: no file t10k-images-idx3-ubyte or test-images-idx3-ubyte',
    ),
  });
  await write('t10k-images-idx3-ubyte', 'half a file');
  await expect(read()).rejects.toThrow('t10k-images-idx3-ubyte: not an IDX file');
});

it('reads as many pictures as the largest sets of the family have', async () => {
  const size = 814_255;
  const truths = Uint8Array.from({ length: size }, (_, at) => at % 62);
  await place({});
  await write('train-images-idx3-ubyte.gz', idxFile([size, 2, 2], new Uint8Array(4 * size)));
  await write('train-labels-idx1-ubyte', idxFile([size], truths));
  const { training } = await read(folder, true);
  expect([training.size, training.labels.length, training.labels.at(-1)]).toEqual([size, 62, '61']);
});
