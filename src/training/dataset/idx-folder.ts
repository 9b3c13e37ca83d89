import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { errorText, InvalidError } from '../../foundation/errors/app.error.js';
import type { FashionMnistHalf } from './fashion-mnist.js';
import type { IdxFiles, IdxPart } from './idx-files.js';
import { labelNames, numbered } from './idx-labels.js';
import { IdxDataset } from './idx.dataset.js';
import { parseIdx, transposePictures, type IdxArray } from './idx.js';

/**
 * Both halves of a data set of the MNIST family, with the same labels in the same order.
 *
 * @param transpose turns rows into columns: EMNIST's pictures are stored so.
 * @throws InvalidError `BAD_CONFIG` that names the file and its mistake.
 */
export async function readIdxSet(
  files: IdxFiles,
  transpose: boolean,
): Promise<Record<FashionMnistHalf, IdxDataset>> {
  try {
    const truths = {
      training: await readPart(files, 'training labels'),
      test: await readPart(files, 'test labels'),
    };
    const names = await labelNames(files, Object.values(truths));
    const read = async (half: FashionMnistHalf) => {
      const images = await readPart(files, `${half} images`);
      return new IdxDataset({
        name: 'idx',
        description: `the ${half} half of an IDX data set`,
        place: files.directory,
        labels: [...names.values()],
        images: transpose ? transposePictures(images) : images,
        classes: numbered(truths[half], names),
      });
    };
    return { training: await read('training'), test: await read('test') };
  } catch (cause) {
    throw new InvalidError('BAD_CONFIG', `--data ${files.directory}: ${errorText(cause)}`, { cause });
  }
}

async function readPart({ set, paths }: IdxFiles, part: IdxPart): Promise<IdxArray> {
  const path = paths.get(part);
  if (path === undefined) {
    const prefix = set && `${set}-`;
    const kind = part.endsWith('images') ? 'images-idx3-ubyte' : 'labels-idx1-ubyte';
    const names = part.startsWith('training')
      ? `${prefix}train-${kind}`
      : `${prefix}t10k-${kind} or ${prefix}test-${kind}`;
    throw new Error(`no ${part}: no file ${names}, plain or with .gz`);
  }
  try {
    return parseIdx(await readFile(path));
  } catch (cause) {
    throw new Error(`${basename(path)}: ${errorText(cause)}`, { cause });
  }
}
