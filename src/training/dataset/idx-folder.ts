import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorText, InvalidError } from '../../foundation/errors/app.error.js';
import { fashionMnistFiles, type FashionMnistHalf } from './fashion-mnist.js';
import { IdxDataset } from './idx.dataset.js';
import { parseIdx, type IdxArray } from './idx.js';

/** Whether the folder has files with the MNIST family's names: `train-images-idx3-ubyte` or `….gz`, and so on. */
export function isIdxFolder(folder: string): boolean {
  return fileIn(folder, fashionMnistFiles.training.images.name) !== undefined;
}

/**
 * One half of any data set of the MNIST family: four IDX files, gzipped or plain. `labels.txt` has the labels, one a
 * line; without it they are `0`, `1` and so on.
 *
 * @throws InvalidError `BAD_CONFIG` that names the file and its mistake.
 */
export async function readIdxFolder(folder: string, half: FashionMnistHalf): Promise<IdxDataset> {
  const { images, classes } = fashionMnistFiles[half];
  try {
    const [pictures, truths] = [await readIdx(folder, images.name), await readIdx(folder, classes.name)];
    return new IdxDataset({
      name: 'idx',
      description: `the ${half} half of an IDX data set`,
      place: folder,
      labels: await labelsOf(folder, truths),
      images: pictures,
      classes: truths,
    });
  } catch (cause) {
    throw new InvalidError('BAD_CONFIG', `--data ${folder}: ${errorText(cause)}`, { cause });
  }
}

function fileIn(folder: string, name: string): string | undefined {
  return [join(folder, `${name}.gz`), join(folder, name)].find((path) => existsSync(path));
}

async function readIdx(folder: string, name: string): Promise<IdxArray> {
  const path = fileIn(folder, name) ?? join(folder, name);
  try {
    return parseIdx(await readFile(path));
  } catch (cause) {
    throw new Error(`${name}: ${errorText(cause)}`, { cause });
  }
}

/** The names in `labels.txt` of the folder, one a line; without it `0`, `1` and so on. */
export async function labelsOf(folder: string, { data }: IdxArray): Promise<string[]> {
  const path = join(folder, 'labels.txt');
  if (!existsSync(path)) {
    const last = data.reduce((most, label) => Math.max(most, label), -1);
    return Array.from({ length: last + 1 }, (_, label) => String(label));
  }
  const lines = (await readFile(path, 'utf8')).split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '');
}
