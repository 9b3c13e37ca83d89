import type { JudgedImage } from './statistics.js';

export interface McNemar {
  /** Images that only the first model labels right, and only the second. */
  readonly onlyFirst: number;
  readonly onlySecond: number;
  /** The probability of a difference at least this large if the two are equally good. */
  readonly p: number;
}

/**
 * McNemar's test (1947) in its exact form: if two models are equally good, each image that only one of them labels
 * right is a toss of a fair coin. Two-sided binomial probability.
 *
 * @param first judged images of one model, and `second` of the other: the same images in the same order.
 */
export function mcnemar(first: readonly JudgedImage[], second: readonly JudgedImage[]): McNemar {
  const right = ({ truth, answer }: JudgedImage) => truth === answer;
  const apart = first.filter((verdict, at) => right(verdict) !== right(second[at] as JudgedImage));
  const onlyFirst = apart.filter(right).length;
  const onlySecond = apart.length - onlyFirst;
  return { onlyFirst, onlySecond, p: Math.min(1, 2 * tail(apart.length, Math.min(onlyFirst, onlySecond))) };
}

/** The probability of at most `most` heads in `tosses` tosses of a fair coin. */
function tail(tosses: number, most: number): number {
  let logarithm = -tosses * Math.LN2;
  let sum = Math.exp(logarithm);
  for (let heads = 1; heads <= most; heads += 1) {
    logarithm += Math.log((tosses - heads + 1) / heads);
    sum += Math.exp(logarithm);
  }
  return sum;
}
