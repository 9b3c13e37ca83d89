import { expect, it } from 'vitest';
import { softened } from './teacher.js';

it('brings out the unlikely classes at a higher temperature', () => {
  // Logits ln 16, ln 4 and ln 1 at temperature 2 are ln 4, ln 2 and ln 1.
  const shares = softened(Float32Array.of(16 / 21, 4 / 21, 1 / 21), 2);
  expect([...shares]).toEqual([4 / 7, 2 / 7, 1 / 7].map((share) => expect.closeTo(share, 6)));
});

it('leaves them as they are at 1', () => {
  expect([...softened(Float32Array.of(0.75, 0.25), 1)]).toEqual([0.75, 0.25]);
});
