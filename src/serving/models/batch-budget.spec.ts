import { expect, it } from 'vitest';
import { lossOf, refusalOf, trialSizes } from './batch-budget.js';

const budget = { largest: 128, targetMs: 250, memoryBytes: 1e9 };
const trial = { batchSize: 8, ms: 100, grownBytes: 0 };

it('tries sizes that double, and the largest', () => {
  expect(trialSizes({ largest: 1 })).toEqual([1]);
  expect(trialSizes({ largest: 8 })).toEqual([1, 2, 4, 8]);
  expect(trialSizes({ largest: 12 })).toEqual([1, 2, 4, 8, 12]);
});

it('does not try a batch that would take too long or too much memory', () => {
  expect(refusalOf(16, trial, budget)).toBeUndefined();
  expect(refusalOf(16, { ...trial, ms: 126 }, budget)).toContain(
    '16 would take longer than BATCH_TARGET_MS=250',
  );
  expect(refusalOf(16, { ...trial, grownBytes: 6e8 }, budget)).toContain(
    '16 would take over 1,000 MB of memory',
  );
});

it('takes a larger batch where it computes a tenth more a second, or is short', () => {
  const double = (ms: number) => lossOf(trial, { ...trial, batchSize: 16, ms }, budget);
  expect(double(180)).toBeUndefined();
  expect(double(190)).toContain('16 computes no tenth more a second');
  expect(double(251)).toContain('16 takes longer than BATCH_TARGET_MS=250');
  expect(lossOf({ ...trial, ms: 24 }, { ...trial, batchSize: 16, ms: 49 }, budget)).toBeUndefined();
});
