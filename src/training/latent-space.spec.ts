import { expect, it } from 'vitest';
import { cholesky } from './latent-space.js';

it('finds the lower triangle whose square is the matrix', () => {
  const root = cholesky([Float64Array.of(4, 2, 0), Float64Array.of(2, 10, 3), Float64Array.of(0, 3, 17)]);
  expect(root.map((row) => [...row])).toEqual([
    [2, 0, 0],
    [1, 3, 0],
    [0, 1, 4],
  ]);
});
