import { type PartitionerArgs, Partitioners } from 'kafkajs';
import { expect, it } from 'vitest';
import { Deadlines } from '../kafka.deadlines.js';
import { KafkaPartitioner } from './partitioner.js';
import { toOutgoingRecord } from './records.js';

const partitionMetadata = Array.from({ length: 7 }, (_, partitionId) => ({
  partitionId,
  leader: 1,
  partitionErrorCode: 0,
  replicas: [1],
  isr: [1],
}));
const place: Omit<PartitionerArgs, 'message'> = { topic: 'images', partitionMetadata };
const value = Buffer.from('x');

const keys = [
  '',
  'a',
  'Zürich',
  '名前',
  'x'.repeat(5_000),
  'ß'.repeat(900),
  Buffer.from([0, 255, 128, 7, 200]),
  ...Array.from({ length: 200 }, (_, at) => `image-${at * 7_919}`),
];

it("chooses as kafkajs's partitioner does, which is Java's", () => {
  const theirs = Partitioners.DefaultPartitioner();
  const ours = new KafkaPartitioner().create();
  for (const key of keys) {
    const given = { ...place, message: { key, value } };
    expect(ours(given), String(key).slice(0, 20)).toBe(theirs(given));
  }
});

it('lets records without a key take turns', () => {
  const choose = new KafkaPartitioner().create();
  const chosen = new Set(partitionMetadata.map(() => choose({ ...place, message: { value } })));
  expect(chosen.size).toBe(partitionMetadata.length);
});

it('groups records as kafkajs would, the partition key before the key, each group in order', () => {
  const partitioner = new KafkaPartitioner();
  const choose = partitioner.create();
  const deadlines = new Deadlines(1_000);
  const records = Array.from({ length: 50 }, (_, at) => {
    const partitionKey = at % 2 === 0 ? `group-${at % 6}` : undefined;
    const deadline = deadlines.begin(() => {
      throw new Error('not in this test');
    });
    deadline.end();
    return toOutgoingRecord({ topic: 'images', key: `${at}`, partitionKey, value, headers: {} }, deadline)
      .record;
  });
  type Groups = Record<string, typeof records>;
  const asTheirs = (groups: Groups, record: (typeof records)[0]): Groups => {
    const partition = choose({ ...place, message: record });
    return { ...groups, [partition]: [...(groups[partition] ?? []), record] };
  };
  const theirs = records.reduce(asTheirs, {});
  expect(partitioner.grouped([...records]).reduce(asTheirs, {})).toEqual(theirs);
  expect(Object.keys(theirs).length).toBeGreaterThan(1);
});
