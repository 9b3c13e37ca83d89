import { expect, it } from 'vitest';
import { quantise } from './save-decoder.js';

it('gives numbers back to within half a step of the largest', () => {
  const numbers = [-1.27, 0, 0.333, 1];
  const { scale, bytes } = quantise(numbers);
  const back = [...new Int8Array(bytes)].map((byte) => byte * scale);
  back.forEach((value, at) => expect(Math.abs(value - (numbers[at] ?? 0))).toBeLessThanOrEqual(scale / 2));
});

it('takes zeros alone', () => {
  expect([...quantise([0, 0]).bytes]).toEqual([0, 0]);
});
