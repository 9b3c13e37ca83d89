import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readInput } from '../../foundation/contract/read-input.js';
import { filterQuery } from './prediction-filter.js';

const read = (confidenceBelow: string) =>
  readInput(z.strictObject(filterQuery), { confidenceBelow }).confidenceBelow;

describe('A filter of predictions', () => {
  it('reads a confidence as any program writes the number', () => {
    const numbers = [0, 1, 0.5, 1e-7, 5e-324, 0.30000000000000004];
    expect(numbers.map(String).map(read)).toEqual(numbers);
    expect(['.5', '1.0', '1.5E-3', '5e-1'].map(read)).toEqual([0.5, 1, 0.0015, 0.5]);
  });

  it.each(['', 'x', '-1', '1.01', '2', '1e1', '0x1', 'NaN', 'Infinity', ' 1', '1e-', '.'])(
    'refuses a confidence of "%s"',
    (written) => expect(() => read(written)).toThrow('must be a number from 0 to 1'),
  );
});
