import { createHash } from 'node:crypto';
import type { ImagesInMemory } from './dataset/dataset.js';
import type { SkippedFile } from './dataset/labelled-file.js';
import type { ModelCard } from '../serving/models/model.js';
import type { Part } from './batches.js';

/** Images for training, and images that the network does not see before its test. */
export interface LabelledData {
  readonly description: string;
  readonly training: Part;
  readonly test: Part;
  /** Judges the epochs, where the data set has images for that; else a share of the training images does. */
  readonly validation?: Part;
  /** The images of a cross-validation: all but a test half of the data set's own. Default: the training images. */
  readonly folded?: Part;
  /** How a picture becomes one of these images; for the card. */
  readonly preparation: Preparation;
  /** Names of files that are no images, with the reason. */
  readonly skipped: readonly SkippedFile[];
  /** What its owner may not have meant, in sentences. */
  readonly notes: readonly string[];
  /** Of all pixels and labels of both, in the network's form. */
  readonly sha256: string;
}

export type Preparation = Pick<ModelCard['input'], 'fit' | 'background' | 'invert'>;

/** A digest of the images for training and test, independent of file names. */
export function digestOf(...datasets: readonly ImagesInMemory[]): string {
  const hash = createHash('sha256');
  for (const { width, height, channels, labels, pixels, classes } of datasets) {
    hash.update(JSON.stringify({ width, height, channels, labels })).update(pixels).update(classes);
  }
  return hash.digest('hex');
}
