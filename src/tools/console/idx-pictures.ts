import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fashionMnistFiles, fashionMnistLabels } from '../../training/dataset/fashion-mnist.js';
import { idxNameOf } from '../../training/dataset/idx-files.js';
import { labelNames, numbered } from '../../training/dataset/idx-labels.js';
import { IdxDataset } from '../../training/dataset/idx.dataset.js';
import { parseIdx } from '../../training/dataset/idx.js';
import { refuseTooManyBytes, refuseTooManyPixels } from '../../events/image-limits.js';
import type { FoundPicture, PictureOptions } from './picture.js';

const publishedSums = Object.values(fashionMnistFiles).map(({ images }) => images.md5);

/**
 * The pictures of an IDX file, grey. Their labels are in the file beside it whose name has `labels-idx1` for
 * `images-idx3`, gzipped or plain. `labelNames` describes the labels' names; those of Fashion-MNIST are built in.
 *
 * @throws Error that names the files' mistake.
 */
export async function picturesOfIdx(path: string, options: PictureOptions): Promise<Iterable<FoundPicture>> {
  const file = await readFile(path);
  const images = parseIdx(file);
  if (!options.labels) {
    const classes = { shape: images.shape.slice(0, 1), data: new Uint8Array(images.shape[0] ?? 0) };
    const unnamed = new IdxDataset({ name: path, description: '', labels: [''], images, classes });
    return picturesOfDataset(unnamed, options);
  }
  const classes = parseIdx(await readFile(labelsFileOf(path)));
  const isFashion = publishedSums.some((sum) => sum === createHash('md5').update(file).digest('hex'));
  const place = { directory: dirname(path), set: idxNameOf(basename(path))?.set ?? '' };
  const names = isFashion ? new Map(fashionMnistLabels.entries()) : await labelNames(place, [classes]);
  const dataset = new IdxDataset({
    name: path,
    description: '',
    labels: [...names.values()],
    images,
    classes: numbered(classes, names),
  });
  return picturesOfDataset(dataset, options);
}

function labelsFileOf(path: string): string {
  const name = basename(path).replace('images', 'labels').replace('idx3', 'idx1');
  const plain = join(dirname(path), name.replace(/\.gz$/, ''));
  const found = [plain, `${plain}.gz`].find((file) => file !== path && existsSync(file));
  if (found === undefined) throw new Error(`its labels are not there: no ${plain} or ${plain}.gz`);
  return found;
}

function* picturesOfDataset(dataset: IdxDataset, options: PictureOptions): Generator<FoundPicture> {
  const { name, width, height, channels } = dataset;
  for (let index = 0; index < dataset.size; index++) {
    const { pixels: bytes, label } = dataset.image(index);
    const read = async () => {
      refuseTooManyBytes(bytes.length, options);
      refuseTooManyPixels(width, height, options.maxImagePixels);
      return { kind: 'pixels', width, height, channels, bytes } as const;
    };
    yield { name: `${name} #${index}`, trueLabel: label || undefined, read };
  }
}
