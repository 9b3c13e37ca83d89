import { describe, expect, it } from 'vitest';
import { GroupProgress } from './embedded.progress.js';

describe('Progress', () => {
  it('commits what is done without a gap, whatever the order it was done in', () => {
    const progress = new GroupProgress(10);
    for (const offset of [12, 11, 14, 10]) progress.add(offset);
    expect(progress.committed).toBe(13);
    expect(progress.doneAbove).toEqual([[14, 15]]);
    progress.add(13);
    expect(progress.committed).toBe(15);
    expect(progress.doneAbove).toEqual([]);
  });

  it('remembers what is done above a gap', () => {
    const progress = new GroupProgress(0);
    for (const offset of [1, 2, 5]) progress.add(offset);
    expect([0, 1, 2, 3, 4, 5, 6].filter((offset) => progress.has(offset))).toEqual([1, 2, 5]);
    expect(progress.nextOpen(1)).toBe(3);
  });

  it('goes on from what was written down', () => {
    const progress = new GroupProgress(3, [[5, 8]]);
    progress.add(3);
    progress.add(4);
    expect(progress.committed).toBe(8);
  });

  it('ignores what is done twice or long since', () => {
    const progress = new GroupProgress(3, [[5, 8]]);
    for (const offset of [0, 2, 6]) progress.add(offset);
    expect(progress.committed).toBe(3);
    expect(progress.doneAbove).toEqual([[5, 8]]);
  });

  it('agrees with a plain set for any order', () => {
    const offsets = Array.from({ length: 300 }, (_, offset) => offset);
    const shuffled = offsets.map((offset) => (offset * 7919) % 300);
    const progress = new GroupProgress(0);
    const done = new Set<number>();
    for (const offset of shuffled) {
      progress.add(offset);
      done.add(offset);
      expect(offsets.filter((each) => progress.has(each))).toEqual([...done].toSorted((a, b) => a - b));
    }
    expect(progress.committed).toBe(300);
  });
});
