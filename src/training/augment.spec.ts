import { expect, it } from 'vitest';
import { seededRandom } from './dataset/random.js';
import { augmented, plain, type Augmentation } from './augment.js';

const scaling = { scale: 1, offset: 0 };
const shape = { width: 3, height: 3, channels: 1 };
const image = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);

/** What becomes of the image in so many rounds, each once. */
function seen(augmentation: Augmentation, rounds: number): Set<string> {
  const write = augmented(scaling, shape, augmentation, seededRandom(1));
  return new Set(
    Array.from({ length: rounds }, () => {
      const target = new Float32Array(9);
      write(image, target, 0, 0);
      return target.join('');
    }),
  );
}

it('writes the plain image scaled, at its place in the batch', () => {
  const target = new Float32Array(18);
  plain({ scale: 2, offset: -1 })(image, target, 9, 0);
  expect([...target]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 3, 5, 7, 9, 11, 13, 15, 17]);
});

it('mirrors half of the images, and nothing else, where no more is allowed', () => {
  expect(seen({ mirror: true, furthestMove: 0, erase: 0 }, 50)).toEqual(new Set(['123456789', '321654987']));
  expect(seen({ mirror: false, furthestMove: 0, erase: 0 }, 50)).toEqual(new Set(['123456789']));
});

it('moves by at most the given pixels, and lets in black', () => {
  const all = seen({ mirror: true, furthestMove: 1, erase: 0 }, 500);
  expect(all.size).toBe(18); // nine moves, each mirrored or not
  expect(all).toContain('000012045'); // right and down
  expect(all).toContain('560890000'); // left and up
});

it('blackens one rectangle of some of the images', () => {
  const all = [...seen({ mirror: false, furthestMove: 0, erase: 0.67 }, 300)];
  expect(all).toContain('123456789');
  expect(all).toContain('003006789'); // two by two, at the top left
  for (const pixels of all) expect(pixels.replaceAll('0', '').length).toBeGreaterThanOrEqual(5);
});
