import { expect, it } from 'vitest';
import { completeSince, type KeptPartition } from './kept.js';

const partition = (number: number, first: bigint, end: bigint): KeptPartition => ({
  partition: number,
  first,
  end,
});
const oldest = new Map([
  [0, new Date(1_000)],
  [1, new Date(3_000)],
]);
const since = (...partitions: KeptPartition[]) => completeSince(partitions, (at) => oldest.get(at));

it('a topic that still has its first messages, or never had one, has lost nothing', () => {
  expect(since()).toEqual(new Date(0));
  expect(since(partition(0, 0n, 9n), partition(2, 0n, 0n))).toEqual(new Date(0));
});

it('a topic that has lost messages is complete since the latest of the oldest messages of its partitions', () => {
  expect(since(partition(0, 5n, 9n), partition(1, 7n, 8n), partition(2, 0n, 0n))).toEqual(new Date(3_000));
});

it('a partition that remembers what it has lost is complete just after that, also without a message', () => {
  const remembers = { ...partition(2, 4n, 4n), removedUntil: new Date(2_000) };
  expect(since(partition(0, 5n, 9n), remembers)).toEqual(new Date(2_001));
});

it('nothing is certain of a partition that has lost every message', () => {
  expect(since(partition(0, 5n, 9n), partition(2, 4n, 4n)).getTime()).toBeGreaterThan(Date.now());
});
