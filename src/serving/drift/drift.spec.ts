import { describe, expect, it } from 'vitest';
import { driftOf, driftVerdictOf } from './drift.js';
import { kolmogorovSmirnov, pValueOf } from './kolmogorov-smirnov.js';
import { populationStability } from './population-stability.js';

describe('The population stability index', () => {
  it('is nothing where nothing has changed', () => {
    expect(populationStability([0.2, 0.3, 0.5], [20, 30, 50]).psi).toBe(0);
  });

  it('is the sum over the classes that one gets by hand', () => {
    // (0.4 - 0.5) ln 0.8 + (0.6 - 0.5) ln 1.2 = 0.0223144 + 0.0182322
    const { psi, classes } = populationStability([0.5, 0.5], [40, 60]);
    expect(psi).toBeCloseTo(0.0405465, 7);
    expect(classes[0]).toMatchObject({ expected: 0.5, seen: 0.4, psi: expect.closeTo(0.0223144, 7) });
    // (0.8 - 0.5) ln 1.6 + (0.2 - 0.5) ln 0.4 = 0.1410011 + 0.2748872
    expect(populationStability([0.5, 0.5], [8, 2]).psi).toBeCloseTo(0.4158883, 7);
  });

  it('takes half a case for none, before or now', () => {
    // Of 10: 0.05 for nothing. (0.05 - 0.5) ln 0.1 + (1 - 0.5) ln 2 = 1.0361633 + 0.3465736
    expect(populationStability([0.5, 0.5], [0, 10]).psi).toBeCloseTo(1.3827369, 7);
    expect(populationStability([0, 1], [5, 5]).psi).toBeCloseTo(0.45 * Math.log(10) + 0.5 * Math.log(2), 7);
    expect(populationStability([0, 1], [0, 10]).psi).toBe(0);
  });
});

describe('The test of Kolmogorov and Smirnov', () => {
  /** The quantiles of a sample that is spread evenly between 0 and 1. */
  const even = Array.from({ length: 101 }, (_, at) => at / 100);

  it('finds the greatest distance, before or after a value', () => {
    // One value at 0.3: 0.3 below it, 0.7 above.
    expect(kolmogorovSmirnov([0.3], even, 100).statistic).toBeCloseTo(0.7);
    // Steps to 1/4, 2/4, 3/4, 1 at these: the first is 0.25 - 0.1, the last 0.9 - 0.75, the third 0.75 - 0.5.
    expect(kolmogorovSmirnov([0.9, 0.1, 0.5, 0.4], even, 100).statistic).toBeCloseTo(0.25);
    expect(kolmogorovSmirnov([0.2, 0.2, 0.2, 0.2], even, 100).statistic).toBeCloseTo(0.8);
  });

  it('takes values that lie beyond all quantiles, and quantiles that are all alike', () => {
    expect(kolmogorovSmirnov([2, 3], even, 100).statistic).toBe(1);
    expect(kolmogorovSmirnov([-2, -3], even, 100).statistic).toBe(1);
    expect(kolmogorovSmirnov([1, 1, 1], Array(101).fill(1), 100).statistic).toBe(0);
    expect(kolmogorovSmirnov([0, 1], Array(101).fill(1), 100).statistic).toBe(0.5);
  });

  it('sees nothing in values out of the same distribution', () => {
    const values = Array.from({ length: 1000 }, (_, at) => (at + 0.5) / 1000);
    const { statistic, pValue } = kolmogorovSmirnov(values, even, 10_000);
    expect(statistic).toBeLessThan(0.001);
    expect(pValue).toBe(1);
  });

  it('gives the p-values of the tables', () => {
    // Kolmogorov's distribution: 1.3581 has 5 %, 1.6276 has 1 %, 1.2238 has 10 % beyond it.
    const ofMany = (lambda: number) => pValueOf(lambda / 1e4, 1e8);
    expect(ofMany(1.2238)).toBeCloseTo(0.1, 3);
    expect(ofMany(1.3581)).toBeCloseTo(0.05, 3);
    expect(ofMany(1.6276)).toBeCloseTo(0.01, 3);
    // The critical distance of 20 values at 5 % is 0.294.
    expect(pValueOf(0.294, 20)).toBeCloseTo(0.05, 2);
    expect(pValueOf(0, 100)).toBe(1);
    expect(pValueOf(1, 1000)).toBe(0);
  });
});

describe('The verdict', () => {
  const labels = ['one', 'two'];
  const baseline = {
    images: 10_000,
    classShares: [0.5, 0.5],
    confidenceQuantiles: Array.from({ length: 101 }, (_, at) => at / 100),
  };
  const measured = { version: '1', labels, baseline };
  const recent = (one: number, two: number, shift = 0) => ({
    classCounts: [one, two],
    confidences: Array.from({ length: one + two }, (_, at) => Math.min(1, at / (one + two) + shift)),
    from: null,
    to: null,
  });

  it.each([
    ['stable', recent(52, 48)],
    ['shifting', recent(340, 660)],
    ['drifted', recent(200, 800)],
    ['shifting', recent(500, 500, 0.15)],
    ['drifted', recent(500, 500, 0.3)],
    ['stable', recent(500, 500, 0.05)],
    ['too few predictions', recent(50, 49)],
    ['too few predictions', recent(0, 0)],
  ])('is %s by labels or by confidences', (verdict, answers) => {
    expect(driftOf(measured, answers).verdict).toBe(verdict);
  });

  it('lists the labels that add most to the index first, also of a few predictions', () => {
    const { classes, confidence, needed } = driftOf(measured, recent(10, 30));
    expect(needed).toBe(100);
    expect(classes?.labels.map(({ label }) => label)).toEqual(['one', 'two']);
    expect(classes?.labels[0]).toMatchObject({ expected: 0.5, seen: 0.25 });
    expect(confidence).toMatchObject({ expectedMedian: 0.5 });
  });

  it('says that there is no baseline', () => {
    const drift = driftOf({ ...measured, baseline: undefined }, recent(500, 500));
    expect(drift).toMatchObject({ verdict: 'no baseline', predictions: 1000, classes: null });
  });

  it('takes no distance for drift that may be chance', () => {
    expect(driftVerdictOf(0, { statistic: 0.3, pValue: 0.02 })).toBe('stable');
    expect(driftVerdictOf(0.1, { statistic: 0, pValue: 1 })).toBe('shifting');
  });
});
