import { expect, it } from 'vitest';
import { toProbabilities } from './outputs.js';

const labels = ['cat', 'dog'];
const of = (values: readonly number[], card: object) => [
  ...toProbabilities(Float32Array.from(values), { labels, ...card }),
];
const multiLabel = { thresholds: [0.5, 0.5], none: 'none' };

it('a value that rounding has put beyond 0 or 1 is no confidence that a consumer would refuse', () => {
  expect(of([1.0004, -0.0004], {})).toEqual([1, 0]);
  expect(of([1.0004, -0.0004], { output: 'sigmoid' })).toEqual([0, 1, 1, 0]);
  expect(of([1.0004, -0.0004], { output: 'sigmoid', multiLabel })).toEqual([1, 0]);
});

it('logits of any size have a softmax, and values of any size a sigmoid', () => {
  expect(of([1_000, 0, -1_000, -1_000], { output: 'logits' })).toEqual([1, 0, 0.5, 0.5]);
  expect(of([1_000, -1_000, 0], { output: 'sigmoid-logits' })).toEqual([0, 1, 1, 0, 0.5, 0.5]);
});
