import { describe, expect, it } from 'vitest';
import { type FaultCounts, faultKinds, planFaults } from './schedule.js';

const counts: FaultCounts = {
  'kill-classifier': 10,
  'kill-results': 2,
  'kill-api': 1,
  'slow-classifier': 1,
  'restart-broker': 2,
  'database-away': 1,
};

describe('The schedule of faults', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(planFaults(20_000, counts, 7)).toEqual(planFaults(20_000, counts, 7));
    expect(planFaults(20_000, counts, 7)).not.toEqual(planFaults(20_000, counts, 8));
  });

  it('has every fault as often as asked for', () => {
    const kinds = planFaults(20_000, counts, 1).map(({ kind }) => kind);
    const found = faultKinds.map((name) => [name, kinds.filter((kind) => kind === name).length]);
    expect(Object.fromEntries(found)).toEqual(counts);
  });

  it('leaves images for after the last fault, and lets each strike before its share is through', () => {
    const plan = planFaults(1_000, counts, 3);
    expect(plan.reduce((sum, { images }) => sum + images, 0)).toBeLessThan(1_000);
    expect(plan.filter(({ after, images }) => after >= images)).toEqual([]);
  });
});
