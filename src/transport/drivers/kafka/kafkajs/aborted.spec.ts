import { expect, it } from 'vitest';
import { withoutAborted } from './aborted.js';
import type { FetchedRecord, RecordContext } from './fetched-record.js';

const record = (offset: number, producerId: string, more: Partial<RecordContext> & { key?: Buffer } = {}) =>
  ({
    offset: String(offset),
    key: more.key ?? null,
    isControlRecord: more.isControlBatch ?? false,
    batchContext: { isControlBatch: false, inTransaction: true, producerId, ...more },
  }) as unknown as FetchedRecord;
const marker = (offset: number, producerId: string) => record(offset, producerId, { isControlBatch: true });

/** Offsets of the records that a consumer gets. */
const kept = (records: readonly FetchedRecord[], ...aborted: [producerId: string, firstOffset: number][]) =>
  withoutAborted(
    records,
    aborted.map(([producerId, first]) => ({ producerId, firstOffset: String(first) })),
  )
    .filter(({ isControlRecord }) => !isControlRecord)
    .map(({ offset }) => Number(offset));

it('leaves out what a producer wrote before its transaction was aborted, and nothing else', () => {
  const log = [
    record(0, 'a'),
    record(1, 'b'),
    record(2, 'a'),
    marker(3, 'a'),
    record(4, 'a'),
    marker(5, 'a'),
  ];
  expect(kept(log, ['a', 0])).toEqual([1, 4]);
});

it('takes a record whose key is four zero bytes for a record', () => {
  const key = Buffer.alloc(4);
  const log = [record(0, 'a', { key }), record(1, 'a', { key }), marker(2, 'a'), record(3, 'a', { key })];
  expect(kept(log, ['a', 0])).toEqual([3]);
});

it('knows several transactions that began before the first record', () => {
  expect(kept([record(7, 'c'), record(8, 'b'), record(9, 'a')], ['a', 1], ['b', 2], ['c', 3])).toEqual([]);
});

it('keeps what a producer writes outside of its transactions', () => {
  expect(kept([record(0, 'a'), record(1, 'a', { inTransaction: false })], ['a', 0])).toEqual([1]);
});
