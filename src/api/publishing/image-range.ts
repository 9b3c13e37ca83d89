import { z } from 'zod';
import { anyWholeNumber } from '../../foundation/contract/fields.js';
import { badInput, readInput } from '../../foundation/contract/read-input.js';

/** Indexes of a data set: `start` inclusive, `end` exclusive, at least one. */
export interface ImageRange {
  readonly start: number;
  readonly end: number;
}

export interface RangeLimits {
  /** Images in the data set. */
  readonly size: number;
  /** Most images in one range. */
  readonly maxRange: number;
}

/**
 * Reads `start_idx` and `end_idx` from a query, a form or a JSON body.
 *
 * @throws InvalidError `BAD_REQUEST` when one is missing or no whole number, `OUT_OF_RANGE` when it is too small or
 *   too large; both name the field, its value and what is allowed.
 */
export function readRange(input: unknown, { size, maxRange }: RangeLimits): ImageRange {
  const startAllowed = between(0, size - 1);
  const schema = z.object({
    start_idx: anyWholeNumber(startAllowed),
    end_idx: anyWholeNumber(between(1, size)),
  });
  const { start_idx: start, end_idx: end } = readInput(schema, input);
  if (start < 0 || start >= size) throw badInput('start_idx', start, startAllowed, 'OUT_OF_RANGE');
  const highest = Math.min(size, start + maxRange);
  if (end <= start || end > highest) {
    throw badInput(
      'end_idx',
      end,
      `${between(start + 1, highest)} ${reason(start, highest, size)}`,
      'OUT_OF_RANGE',
    );
  }
  return { start, end };
}

function between(lowest: number, highest: number): string {
  return `a whole number from ${lowest} to ${highest}`;
}

function reason(start: number, highest: number, size: number): string {
  const limit =
    highest === size ? `the data set has ${size} images` : `at most ${highest - start} in a request`;
  return `(start_idx is ${start}, ${limit})`;
}

/** The range in pieces of at most `size` images, in order. */
export function* chunksOf({ start, end }: ImageRange, size: number): Generator<ImageRange> {
  for (let from = start; from < end; from += size) yield { start: from, end: Math.min(from + size, end) };
}
