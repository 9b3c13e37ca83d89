import type { ImagesInMemory } from './dataset/dataset.js';
import { shuffle } from './dataset/random.js';

/** Some of a data set's images: for training, or held out. */
export interface Part {
  readonly dataset: ImagesInMemory;
  readonly indexes: Uint32Array;
}

export interface TrainingBatch {
  /** count × height × width × channels, in the network's form. */
  readonly values: Float32Array;
  readonly classes: Uint8Array;
  /** The images' indexes in the data set. */
  readonly indexes: Uint32Array;
  readonly count: number;
}

/** Writes one image into the batch, as values of the network's input. */
export type WriteImage = (
  pixels: Uint8Array,
  target: Float32Array,
  targetStart: number,
  /** The image's index in the data set. */
  index: number,
) => void;

export function wholeOf(dataset: ImagesInMemory): Part {
  return { dataset, indexes: Uint32Array.from({ length: dataset.size }, (_, index) => index) };
}

/** The number of batches of `shuffledBatches`. */
export function batchesIn(part: Part, size: number): number {
  return Math.max(1, Math.floor(part.indexes.length / size));
}

/**
 * All images of the part once, in a new order; leaves out a last batch that is not full, unless it is the only one.
 */
export function* shuffledBatches(part: Part, size: number, random: () => number, write: WriteImage) {
  const order = shuffle(Uint32Array.from(part.indexes), random);
  for (let batch = 0; batch < batchesIn(part, size); batch += 1) {
    yield batchOf(part.dataset, order.subarray(batch * size, (batch + 1) * size), write);
  }
}

/** All images of the part once, in their order. */
export function* orderedBatches(part: Part, size: number, write: WriteImage) {
  for (let start = 0; start < part.indexes.length; start += size) {
    yield batchOf(part.dataset, part.indexes.subarray(start, start + size), write);
  }
}

function batchOf(dataset: ImagesInMemory, indexes: Uint32Array, write: WriteImage): TrainingBatch {
  const bytes = dataset.width * dataset.height * dataset.channels;
  const values = new Float32Array(indexes.length * bytes);
  const classes = Uint8Array.from(indexes, (index) => dataset.classes[index] as number);
  indexes.forEach((index, position) => {
    write(dataset.pixels.subarray(index * bytes, (index + 1) * bytes), values, position * bytes, index);
  });
  return { values, classes, indexes, count: indexes.length };
}

/** The images with these indexes, one after the other, as bytes: a copy, which may be transferred. */
export function pixelsOf(dataset: ImagesInMemory, indexes: Uint32Array): Uint8Array {
  const bytes = dataset.width * dataset.height * dataset.channels;
  const pixels = new Uint8Array(indexes.length * bytes);
  indexes.forEach((index, at) => {
    pixels.set(dataset.pixels.subarray(index * bytes, (index + 1) * bytes), at * bytes);
  });
  return pixels;
}
