import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorText } from '../../foundation/errors/app.error.js';
import { IdxDataset } from './idx.dataset.js';
import { parseIdx, type IdxArray } from './idx.js';

export const fashionMnistLabels = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
] as const;

export interface PublishedFile {
  /** Without `.gz`. */
  readonly name: string;
  /** Of the gzipped file, as Zalando Research published it. */
  readonly md5: string;
}

/** The two halves of Fashion-MNIST: 10,000 images to test with, 60,000 to train with. */
export const fashionMnistFiles = {
  test: {
    images: { name: 't10k-images-idx3-ubyte', md5: 'bef4ecab320f06d8554ea6380940ec79' },
    classes: { name: 't10k-labels-idx1-ubyte', md5: 'bb300cfdad3c16e7a12a480ee83cd310' },
  },
  training: {
    images: { name: 'train-images-idx3-ubyte', md5: '8d4fb7e6c68d591d4c3dfef9ec88bf0d' },
    classes: { name: 'train-labels-idx1-ubyte', md5: '25c81989df183df01b3e8a0aad5dffbe' },
  },
} as const satisfies Record<string, Record<'images' | 'classes', PublishedFile>>;

export type FashionMnistHalf = keyof typeof fashionMnistFiles;

/** Names of the half's files that `folder` has neither gzipped nor plain. */
export function missingFiles(folder: string, half: FashionMnistHalf): string[] {
  const files = Object.values(fashionMnistFiles[half]);
  return files.filter((file) => fileIn(folder, file) === undefined).map((file) => `${file.name}.gz`);
}

/** @throws Error that names the file and its mistake. */
export async function readFashionMnist(folder: string, half: FashionMnistHalf): Promise<IdxDataset> {
  const { images, classes } = fashionMnistFiles[half];
  return new IdxDataset({
    name: 'fashion-mnist',
    description: `the Fashion-MNIST ${half} set`,
    place: folder,
    labels: fashionMnistLabels,
    images: await readPublished(folder, images),
    classes: await readPublished(folder, classes),
  });
}

/** @throws Error when `bytes` are not the gzipped file that was published. */
export function checkMd5(bytes: Uint8Array, file: PublishedFile): void {
  const seen = createHash('md5').update(bytes).digest('hex');
  if (seen !== file.md5) throw new Error(`MD5 ${seen}, expected ${file.md5}`);
}

async function readPublished(folder: string, file: PublishedFile): Promise<IdxArray> {
  const path = fileIn(folder, file) ?? join(folder, `${file.name}.gz`);
  try {
    const bytes = await readFile(path);
    if (path.endsWith('.gz')) checkMd5(bytes, file);
    return parseIdx(bytes);
  } catch (cause) {
    throw new Error(`${path}: ${errorText(cause)}`, { cause });
  }
}

function fileIn(folder: string, { name }: PublishedFile): string | undefined {
  return [join(folder, `${name}.gz`), join(folder, name)].find((path) => existsSync(path));
}
