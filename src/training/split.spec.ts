import { expect, it } from 'vitest';
import { idxFile } from '../../test/support/idx-file.js';
import { IdxDataset } from './dataset/idx.dataset.js';
import { parseIdx } from './dataset/idx.js';
import { wholeOf } from './batches.js';
import { divide, folds, others } from './split.js';
import { classWeights, targetsOf } from './targets.js';

/** Twelve images of one class and four of another. */
const classes = Array.from({ length: 16 }, (_, at) => (at % 4 === 0 ? 1 : 0));
const dataset = new IdxDataset({
  name: 'uneven',
  description: 'two classes',
  labels: ['many', 'few', 'none'],
  images: parseIdx(idxFile([16, 1, 1])),
  classes: parseIdx(idxFile([16], classes)),
});
const { indexes } = wholeOf(dataset);
const countOf = (part: Uint32Array | undefined, label: number) =>
  [...(part ?? [])].filter((index) => classes[index] === label).length;

it('gives each part its share of every class, and every image to one part', () => {
  const parts = divide(dataset, indexes, [0.25, 0.5], 1);
  expect(parts.map((part) => [countOf(part, 0), countOf(part, 1)])).toEqual([
    [3, 1],
    [3, 1],
    [6, 2],
  ]);
  expect(parts.flatMap((part) => [...part]).toSorted((a, b) => a - b)).toEqual([...indexes]);
});

it('divides alike by the same seed, and otherwise by another', () => {
  const first = divide(dataset, indexes, [0.5], 1);
  expect(divide(dataset, indexes, [0.5], 1)).toEqual(first);
  expect(divide(dataset, indexes, [0.5], 2)).not.toEqual(first);
});

it('divides a class of any size', () => {
  const size = 400_000;
  const large = new IdxDataset({
    name: 'large',
    description: 'one class',
    labels: ['all'],
    images: { shape: [size, 1, 1], data: new Uint8Array(size) },
    classes: { shape: [size], data: new Uint8Array(size) },
  });
  const [rest, held] = divide(large, wholeOf(large).indexes, [0.5], 1);
  expect([rest?.length, held?.length]).toEqual([size / 2, size / 2]);
});

it('makes folds that are every image once', () => {
  const parts = folds(dataset, indexes, 4, 1);
  expect(parts.map((part) => [countOf(part, 0), countOf(part, 1)])).toEqual(
    Array.from({ length: 4 }, () => [3, 1]),
  );
  expect(others(indexes, parts[0] as Uint32Array)).toHaveLength(12);
  expect(parts.flatMap((part) => [...part]).toSorted((a, b) => a - b)).toEqual([...indexes]);
});

it('weighs classes so that each counts as much, and those without images not at all', () => {
  const [many = 0, few = 0, none] = classWeights(wholeOf(dataset));
  expect(many * 12).toBeCloseTo(8, 5);
  expect(few * 4).toBeCloseTo(8, 5);
  expect(none).toBe(0);
});

it('spreads the smoothed part of the truth over all classes', () => {
  const batch = { values: new Float32Array(1), count: 1 };
  const one = { ...batch, classes: Uint8Array.of(1), indexes: Uint32Array.of(0) };
  const [many, few, none] = targetsOf(one, { classes: 3, smoothing: 0.3 }, 0);
  expect([many, few, none]).toEqual([0.1, 0.8, 0.1].map((share) => expect.closeTo(share, 6)));
});
