import { expect, it } from 'vitest';
import { calibrationError, reliability } from './calibration-error.js';
import { mcnemar } from './mcnemar.js';
import { accuracyOf, confusion, deviation, mean, perClass, type JudgedImage } from './statistics.js';

const verdict = (truth: number, answer: number, confidence = 0.9): JudgedImage => ({
  index: 0,
  truth,
  answer,
  confidence,
});
/** Three cats, two of them seen; two dogs, one seen; one bird, taken for a dog. */
const seen = [verdict(0, 0), verdict(0, 0), verdict(0, 1), verdict(1, 1), verdict(1, 0), verdict(2, 1)];

it('counts which class was taken for which', () => {
  expect(confusion(seen, 3)).toEqual([
    [2, 1, 0],
    [1, 1, 0],
    [0, 1, 0],
  ]);
  expect(accuracyOf(seen)).toBe(0.5);
});

it('gives precision, recall and F1 of each class, and 0 where nothing was answered', () => {
  const [cat, dog, bird] = perClass(confusion(seen, 3), ['cat', 'dog', 'bird']);
  expect(cat).toEqual({ label: 'cat', images: 3, precision: 2 / 3, recall: 2 / 3, f1: 2 / 3 });
  expect(dog).toMatchObject({ images: 2, precision: 1 / 3, recall: 1 / 2 });
  expect(dog?.f1).toBeCloseTo(0.4, 10);
  expect(bird).toEqual({ label: 'bird', images: 1, precision: 0, recall: 0, f1: 0 });
});

it('gives the mean and the deviation of a sample', () => {
  expect(mean([2, 4, 4, 4, 5, 5, 7, 9])).toBe(5);
  expect(deviation([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(Math.sqrt(32 / 7), 10);
  expect(deviation([3])).toBe(0);
});

it('calls a model calibrated that is right as often as it is sure', () => {
  const half = [verdict(0, 0, 0.5), verdict(0, 1, 0.5)];
  expect(calibrationError(reliability(half, 10))).toBe(0);
});

it('weighs how far confidence and accuracy are apart by the images of the bin', () => {
  // Three answers at 0.95 of which one is right, one at 0.6 that is right: 3/4 × |1/3 − 0.95| + 1/4 × |1 − 0.6|.
  const answers = [verdict(0, 0, 0.95), verdict(0, 1, 0.95), verdict(0, 1, 0.95), verdict(0, 0, 0.6)];
  const bins = reliability(answers, 10);
  expect(bins.map(({ images }) => images)).toEqual([1, 3]);
  expect(calibrationError(bins)).toBeCloseTo(0.75 * (0.95 - 1 / 3) + 0.25 * 0.4, 10);
});

it('puts confidences of 0 and 1 into the first and the last bin', () => {
  const bins = reliability([verdict(0, 0, 0), verdict(0, 0, 1)], 4);
  expect(bins.map(({ from, to }) => [from, to])).toEqual([
    [0, 0.25],
    [0.75, 1],
  ]);
});

it("finds McNemar's p as the two-sided chance of a fair coin", () => {
  const pair = (onlyFirst: number, onlySecond: number, both = 5) => {
    const [right, wrong] = [verdict(0, 0), verdict(0, 1)];
    const fill = (count: number, what: JudgedImage) => Array<JudgedImage>(count).fill(what);
    return mcnemar(
      [...fill(onlyFirst, right), ...fill(onlySecond, wrong), ...fill(both, right)],
      [...fill(onlyFirst, wrong), ...fill(onlySecond, right), ...fill(both, right)],
    );
  };
  // 2 × (1 + 10 + 45) ÷ 1024: at most 2 heads in 10 tosses.
  expect(pair(2, 8)).toEqual({ onlyFirst: 2, onlySecond: 8, p: expect.closeTo(112 / 1024, 10) });
  expect(pair(5, 5).p).toBe(1);
  expect(pair(0, 0).p).toBe(1);
  expect(pair(100, 160).p).toBeCloseTo(0.00023894, 8);
});
