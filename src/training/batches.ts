import type { IdxDataset } from '../dataset/idx.dataset.js';
import { shuffle } from '../dataset/random.js';

/** A range of a data set's images: what is trained with, or what is held out. */
export interface Part {
  readonly dataset: IdxDataset;
  /** Inclusive. */
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

export interface Batch {
  /** count × height × width × 1, as the network takes them. */
  readonly values: Float32Array;
  readonly classes: Uint8Array;
  readonly count: number;
}

/** Writes one image into the batch, as values of the network's input. */
export type WriteImage = (pixels: Uint8Array, target: Float32Array, targetStart: number) => void;

/** All images of the part once, in a new order; a last batch that is not full is left out. */
export function* shuffledBatches(part: Part, size: number, random: () => number, write: WriteImage) {
  const order = shuffle(
    Uint32Array.from({ length: part.end - part.start }, (_, position) => part.start + position),
    random,
  );
  for (let start = 0; start + size <= order.length; start += size) {
    yield batchOf(part.dataset, order.subarray(start, start + size), write);
  }
}

/** All images of the part once, in their order. */
export function* orderedBatches(part: Part, size: number, write: WriteImage) {
  for (let start = part.start; start < part.end; start += size) {
    const count = Math.min(size, part.end - start);
    yield batchOf(
      part.dataset,
      Uint32Array.from({ length: count }, (_, position) => start + position),
      write,
    );
  }
}

function batchOf(dataset: IdxDataset, indexes: Uint32Array, write: WriteImage): Batch {
  const bytes = dataset.width * dataset.height;
  const values = new Float32Array(indexes.length * bytes);
  const classes = Uint8Array.from(indexes, (index) => dataset.classes[index] as number);
  indexes.forEach((index, position) => {
    write(dataset.pixels.subarray(index * bytes, (index + 1) * bytes), values, position * bytes);
  });
  return { values, classes, count: indexes.length };
}
