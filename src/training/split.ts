import type { ImagesInMemory } from './dataset/dataset.js';
import { seededRandom, shuffle } from './dataset/random.js';

/**
 * Divides images at random so that every class has about the same share of each part.
 *
 * @param shares of each part but the first, which takes the rest; each 0 to 1, together at most 1.
 * @returns one part more than there are shares: indexes in their order.
 */
export function divide(
  { classes, labels }: ImagesInMemory,
  indexes: Uint32Array,
  shares: readonly number[],
  seed: number,
): Uint32Array[] {
  const random = seededRandom(seed);
  const parts: Uint32Array[][] = Array.from({ length: shares.length + 1 }, () => []);
  labels.forEach((_, label) => {
    const own = shuffle(
      indexes.filter((index) => classes[index] === label),
      random,
    );
    let start = 0;
    shares.forEach((share, part) => {
      const end = start + Math.round(share * own.length);
      parts[part + 1]?.push(own.subarray(start, end));
      start = end;
    });
    parts[0]?.push(own.subarray(start));
  });
  return parts.map((ofClasses) => Uint32Array.from(ofClasses.flatMap((own) => Array.from(own))).toSorted());
}

/** `count` parts of about equal size, each class spread over them; together they are every index once. */
export function folds(
  dataset: ImagesInMemory,
  indexes: Uint32Array,
  count: number,
  seed: number,
): Uint32Array[] {
  const [rest, ...others] = divide(dataset, indexes, Array(count - 1).fill(1 / count), seed);
  return [rest as Uint32Array, ...others];
}

/** All `indexes` that are not in `without`. */
export function others(indexes: Uint32Array, without: Uint32Array): Uint32Array {
  const left = new Set(without);
  return indexes.filter((index) => !left.has(index));
}
