import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { encodeRecord, type PlainRecord } from './kafka.record-encoder.js';

type Encode = (record: PlainRecord) => { readonly buffer: Buffer };
const original = createRequire(import.meta.url)(
  'kafkajs/src/protocol/recordBatch/record/v0/index.js',
) as Encode;

const records: Readonly<Record<string, PlainRecord>> = {
  'bytes, text and headers': {
    key: 'id/1',
    value: Buffer.from([0, 255, 1]),
    headers: { ce_id: 'id/1', bytes: Buffer.from([200, 1]), 'content-type': 'a/b' },
    offsetDelta: 3,
  },
  'nothing at all': { value: null },
  'no bytes, which is not nothing': { key: '', value: Buffer.alloc(0), headers: { empty: '' } },
  'text beyond ASCII, short and long': {
    key: 'Zürich',
    value: 'ß'.repeat(5_000),
    headers: { name: '名前', long: 'é'.repeat(300) },
  },
  'a header that is repeated, and one without a value': {
    value: 'x',
    headers: { twice: ['one', Buffer.from('two')], never: [] },
  },
  'a value larger than the first draft': { value: Buffer.alloc(900_000, 7), headers: { a: 'b' } },
  'deltas of every length': { value: 'x', offsetDelta: 100_000, timestampDelta: 40_000_000_000 },
  'a time before the first': { value: 'x', timestampDelta: -12_345 },
};

for (const [what, record] of Object.entries(records)) {
  it(`writes the bytes that kafkajs writes: ${what}`, () => {
    expect(encodeRecord(record).buffer.equals(original(record).buffer)).toBe(true);
  });
}

it('writes a header that is null, which kafkajs cannot, with the length −1', () => {
  const { buffer } = encodeRecord({ value: null, headers: { a: null } });
  expect([...buffer]).toEqual([18, 0, 0, 0, 1, 1, 2, 2, 97, 1]);
});
