import { expect, it } from 'vitest';
import { isInCanary } from './canary.js';

const ids = Array.from({ length: 20_000 }, (_, index) => `request/${index}`);
const shareOf = (percent: number) => ids.filter((id) => isInCanary(id, percent));

it.each([0.1, 1, 10, 25, 50, 99])('a share of %s %% has that many ids', (percent) => {
  const expected = (percent / 100) * ids.length;
  const deviation = Math.sqrt(expected * (1 - percent / 100));
  expect(Math.abs(shareOf(percent).length - expected)).toBeLessThan(5 * deviation);
});

it('a larger share has all ids of a smaller one', () => {
  const larger = new Set(shareOf(30));
  expect(shareOf(10).every((id) => larger.has(id))).toBe(true);
});

it('a share of 0 has no id, and one of 100 has all', () => {
  expect(shareOf(0)).toEqual([]);
  expect(shareOf(100)).toEqual(ids);
});
