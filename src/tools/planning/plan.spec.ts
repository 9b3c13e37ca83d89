import { expect, it } from 'vitest';
import { type Demand, planOf } from './plan.js';

const demand: Demand = {
  imagesPerSecond: 100_000,
  modelMicros: 40,
  classifierMicros: 80,
  busy: 0.6,
  imageBytes: 1_200,
  predictionBytes: 1_300,
  rowBytes: 500,
  pricePerCoreHour: 0.05,
};

it('counts what the example of docs/scaling.md counts', () => {
  const plan = planOf(demand);
  expect(plan).toMatchObject({ workers: 1, imagesPerSecondEach: 12_500, classifiers: 14, partitions: 28 });
  expect(plan).toMatchObject({ coresEach: 2, cores: 28, brokerMegabytesPerSecond: 250 });
  expect(plan).toMatchObject({ rowsPerDay: 8_640_000_000, databaseGigabytesPerDay: 4_320 });
  expect(plan.pricePerMonth).toBeCloseTo(28 * 730 * 0.05);
});

it('gives a costly model as many threads as keep up with the rest', () => {
  const plan = planOf({ ...demand, modelMicros: 200 });
  expect(plan).toMatchObject({ workers: 3, imagesPerSecondEach: 12_500, coresEach: 4 });
});

it('never plans less than one classifier, nor fewer than its share of the work needs', () => {
  expect(planOf({ ...demand, imagesPerSecond: 1 }).classifiers).toBe(1);
  expect(planOf({ ...demand, imagesPerSecond: 7_500 }).classifiers).toBe(1);
  expect(planOf({ ...demand, imagesPerSecond: 7_501 }).classifiers).toBe(2);
});
