import { expect, it } from 'vitest';
import { seededRandom } from '../dataset/random.js';
import { mirroredAndMoved, plain } from './augment.js';

const scaling = { scale: 2, offset: -1 };
const image = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9); // 3 × 3

it('writes the plain image scaled, at its place in the batch', () => {
  const target = new Float32Array(18);
  plain(scaling)(image, target, 9);
  expect([...target]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 3, 5, 7, 9, 11, 13, 15, 17]);
});

it('mirrors each row, and nothing else, where no move is allowed', () => {
  const write = mirroredAndMoved({ scale: 1, offset: 0 }, 3, 0, seededRandom(1));
  const seen = new Set<string>();
  for (let round = 0; round < 50; round += 1) {
    const target = new Float32Array(9);
    write(image, target, 0);
    seen.add(target.join(''));
  }
  expect(seen).toEqual(new Set(['123456789', '321654987']));
});

it('moves by at most the given pixels, and lets in black', () => {
  const write = mirroredAndMoved({ scale: 1, offset: 0 }, 3, 1, seededRandom(1));
  const seen = new Set<string>();
  for (let round = 0; round < 500; round += 1) {
    const target = new Float32Array(9);
    write(image, target, 0);
    seen.add(target.join(''));
  }
  expect(seen.size).toBe(18); // nine moves, each mirrored or not
  expect(seen).toContain('000012045'); // right and down
  expect(seen).toContain('560890000'); // left and up
});
