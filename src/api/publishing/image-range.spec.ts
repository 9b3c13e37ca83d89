import { describe, expect, it } from 'vitest';
import { chunksOf, readRange } from './image-range.js';

const limits = { size: 1000, maxRange: 100 };
const read = (start_idx: unknown, end_idx: unknown) => () => readRange({ start_idx, end_idx }, limits);

describe('a range of images', () => {
  it('is read from text as well as from numbers', () => {
    expect(read('0', '100')()).toEqual({ start: 0, end: 100 });
    expect(read(999, 1000)()).toEqual({ start: 999, end: 1000 });
  });

  it.each([
    ['start_idx', undefined, '10'],
    ['end_idx', '0', undefined],
    ['start_idx', 'one', '10'],
    ['start_idx', '', '10'],
    ['start_idx', '1.5', '10'],
    ['start_idx', 1.5, 10],
    ['start_idx', '1e1', '20'],
    ['start_idx', ['1', '2'], '10'],
    ['end_idx', '0', '99999999999999999999'],
    ['end_idx', '0', null],
  ])('that has no whole number as %s is refused by name', (field, start, end) => {
    const value = (field === 'start_idx' ? start : end) ?? null;
    const allowed = expect.stringMatching(/^a whole number from \d+ to \d+$/);
    expect(read(start, end)).toThrow(
      expect.objectContaining({ code: 'BAD_REQUEST', details: { field, value, allowed } }),
    );
  });

  it.each([
    ['start_idx', -1, 10, 'from 0 to 999'],
    ['start_idx', 1000, 1001, 'from 0 to 999'],
    ['end_idx', 10, 10, 'from 11 to 110'],
    ['end_idx', 10, 9, 'from 11 to 110'],
    ['end_idx', 0, 101, 'at most 100'],
    ['end_idx', 990, 1001, 'from 991 to 1000'],
  ])('whose %s lies outside is refused with what is allowed', (field, start, end, allowed) => {
    expect(read(start, end)).toThrow(
      expect.objectContaining({
        code: 'OUT_OF_RANGE',
        message: expect.stringContaining(allowed),
        details: expect.objectContaining({ field, value: field === 'start_idx' ? start : end }),
      }),
    );
  });

  it('falls into chunks that cover it without gap or overlap', () => {
    expect([...chunksOf({ start: 3, end: 10 }, 3)]).toEqual([
      { start: 3, end: 6 },
      { start: 6, end: 9 },
      { start: 9, end: 10 },
    ]);
  });
});
