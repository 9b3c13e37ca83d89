import { expect, it } from 'vitest';
import { ThumbnailAllowance } from './thumbnail-allowance.js';

/** How many of so many images of one second get a thumbnail. */
const given = (allowance: ThumbnailAllowance, second: number, images: number) =>
  Array.from({ length: images }, () => allowance.take(second * 1_000)).filter(Boolean).length;

it('gives a second so many thumbnails, and the next second as many', () => {
  const allowance = new ThumbnailAllowance(50);
  expect(given(allowance, 7, 49)).toBe(49);
  expect(given(allowance, 7, 100)).toBe(1);
  expect(given(allowance, 8, 1_000)).toBe(50);
  expect(given(allowance, 9, 10)).toBe(10);
});

it('gives none in the second after one of more than 1,000 images, and begins again after a quiet one', () => {
  const allowance = new ThumbnailAllowance(50);
  given(allowance, 7, 1_001);
  expect(given(allowance, 8, 1_001)).toBe(0);
  expect(given(allowance, 9, 20)).toBe(0);
  expect(given(allowance, 10, 20)).toBe(20);
  given(allowance, 20, 1_001);
  expect(given(allowance, 22, 20)).toBe(20);
});
