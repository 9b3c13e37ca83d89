import { describe, expect, it } from 'vitest';
import { seededNormal, seededRandom, shuffle } from './random.js';

const take = (count: number, draw: () => number) => Array.from({ length: count }, draw);

describe('seeded numbers', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(take(5, seededRandom(7))).toEqual(take(5, seededRandom(7)));
    expect(take(5, seededRandom(7))).not.toEqual(take(5, seededRandom(8)));
  });

  it('spread evenly from 0 to 1', () => {
    const numbers = take(10_000, seededRandom(1));
    for (const lower of [0, 0.25, 0.5, 0.75]) {
      const share = numbers.filter((number) => number >= lower && number < lower + 0.25).length / 10_000;
      expect(share).toBeCloseTo(0.25, 1);
    }
  });

  it('of the normal distribution have mean 0 and variance 1', () => {
    const numbers = take(10_000, seededNormal(1));
    const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
    const variance = numbers.reduce((sum, number) => sum + (number - mean) ** 2, 0) / numbers.length;
    expect(mean).toBeCloseTo(0, 1);
    expect(variance).toBeCloseTo(1, 1);
  });
});

describe('shuffle', () => {
  it('keeps every element and moves most', () => {
    const shuffled = shuffle(
      Uint8Array.from({ length: 100 }, (_, at) => at),
      seededRandom(3),
    );
    expect(new Set(shuffled).size).toBe(100);
    expect(shuffled.filter((value, at) => value === at).length).toBeLessThan(10);
  });
});
