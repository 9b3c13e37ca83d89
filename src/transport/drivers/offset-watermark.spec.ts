import { describe, expect, it } from 'vitest';
import { OffsetWatermark } from './offset-watermark.js';

function watermark(...offsets: number[]): OffsetWatermark {
  const made = new OffsetWatermark(BigInt(offsets[0] ?? 0));
  for (const offset of offsets) made.add(BigInt(offset));
  return made;
}

describe('OffsetWatermark', () => {
  it('stays at its start until something settles', () => {
    expect(new OffsetWatermark(5n).position).toBe(5n);
    expect(watermark(5, 6).position).toBe(5n);
  });

  it('never passes the oldest open offset, in whatever order the others settle', () => {
    const offsets = watermark(3, 4, 5);
    offsets.settle(5n);
    offsets.settle(4n);
    expect(offsets.position).toBe(3n);
    offsets.settle(3n);
    expect(offsets.position).toBe(6n);
  });

  it('steps over the gaps of a compacted log', () => {
    const offsets = watermark(10, 14, 20);
    offsets.settle(10n);
    expect(offsets.position).toBe(14n);
    offsets.settle(14n);
    offsets.settle(20n);
    expect(offsets.position).toBe(21n);
  });

  it('tells how much a restart would read again', () => {
    const offsets = watermark(0, 1, 2, 3);
    offsets.settle(0n);
    offsets.settle(2n);
    expect(offsets.span).toBe(3);
  });

  it('refuses an offset that it has passed', () => {
    expect(() => watermark(7, 7)).toThrow(RangeError);
  });

  it('passes offsets that hold nothing, but never an open one before them', () => {
    const watermark = new OffsetWatermark(5n);
    watermark.add(6n);
    watermark.skipTo(10n);
    expect([watermark.position, watermark.next]).toEqual([6n, 10n]);
    watermark.settle(6n);
    watermark.skipTo(8n);
    expect(watermark.position).toBe(10n);
  });
});
