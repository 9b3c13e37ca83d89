import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { idxFile } from '../../../test/support/idx-file.js';
import { openDataset, readHalf, type Around } from './open-dataset.js';

let root: string;
let around: Around;
let cacheDir: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'seamline-dataset-'));
  cacheDir = join(root, 'cache');
  around = {
    home: join(root, 'home'),
    workingDirectory: join(root, 'work'),
    mirrors: ['http://127.0.0.1:1/'],
  };
});

afterEach(() => rm(root, { recursive: true }));

const open = (fashionMnistDir?: string) => openDataset({ fashionMnistDir, cacheDir }, around);

/** A test set of `count` images without its gzip, which has no published MD5 to hold it against. */
async function place(folder: string, count: number) {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 't10k-images-idx3-ubyte'), idxFile([count, 28, 28]));
  await writeFile(join(folder, 't10k-labels-idx1-ubyte'), idxFile([count], new Uint8Array(count).fill(9)));
  return folder;
}

describe('openDataset', () => {
  it('takes the first place that has the files: the named one, Keras, torchvision, its own cache', async () => {
    await place(join(cacheDir, 'fashion-mnist'), 6);
    expect((await open()).size).toBe(6);
    await place(join(root, 'home/data/FashionMNIST/raw'), 5);
    expect((await open()).size).toBe(5);
    await place(join(root, 'home/.cache/FashionMNIST/raw'), 4);
    expect((await open()).size).toBe(4);
    await place(join(root, 'work/data/FashionMNIST/raw'), 3);
    expect((await open()).size).toBe(3);
    await place(join(root, 'home/.keras/datasets/fashion-mnist'), 2);
    expect((await open()).size).toBe(2);
    const named = await open(await place(join(root, 'named'), 1));
    expect(named).toMatchObject({ size: 1, sampled: false, place: join(root, 'named') });
    expect(named.image(0).label).toBe('Ankle boot');
  });

  it('passes over a damaged copy that another tool left', async () => {
    const keras = await place(join(root, 'home/.keras/datasets/fashion-mnist'), 2);
    await writeFile(join(keras, 't10k-images-idx3-ubyte'), 'half a file');
    await place(join(root, 'work/data/FashionMNIST/raw'), 3);
    expect((await open()).size).toBe(3);
  });

  it('names folder and missing files when FASHION_MNIST_DIR does not hold them', async () => {
    const empty = join(root, 'empty');
    await expect(open(empty)).rejects.toMatchObject({
      code: 'BAD_CONFIG',
      message: `FASHION_MNIST_DIR=${empty}: t10k-images-idx3-ubyte.gz and t10k-labels-idx1-ubyte.gz missing there`,
    });
  });

  it('refuses a gzipped file in FASHION_MNIST_DIR that is not the published one', async () => {
    const folder = await place(join(root, 'named'), 1);
    await writeFile(join(folder, 't10k-images-idx3-ubyte.gz'), 'anything');
    await expect(open(folder)).rejects.toMatchObject({
      code: 'BAD_CONFIG',
      message: expect.stringMatching(/t10k-images-idx3-ubyte\.gz: MD5 [0-9a-f]{32}, expected bef4ecab/),
    });
  });

  it('draws sampled images when no place and no mirror has the set, and leaves the mirrors alone for an hour', async () => {
    expect(await open()).toMatchObject({ sampled: true, size: 10_000 });
    const marker = join(cacheDir, 'fashion-mnist/test-mirrors-unreachable');
    expect((await stat(marker)).isFile()).toBe(true);
    await expect(readHalf({ fashionMnistDir: undefined, cacheDir }, 'test', around)).rejects.toMatchObject({
      code: 'DATASET_UNAVAILABLE',
      message: expect.stringContaining('did not answer less than an hour ago'),
    });
  });
});
