import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { UnavailableError } from '../../errors/app.error.js';
import { crc32c } from './kafka.crc32c.js';
import { batchEncoder, type Encoded, type PlainBatch } from './kafka.record-batch.js';
import type { PlainRecord } from './kafka.record-encoder.js';

const require = createRequire(import.meta.url);
const protocol = 'kafkajs/src/protocol/recordBatch';
const { RecordBatch: original } = require(`${protocol}/v0/index.js`) as {
  RecordBatch: Parameters<typeof batchEncoder>[0];
};
const encodeTheirs = require(`${protocol}/record/v0/index.js`) as (record: PlainRecord) => Encoded;
const Long = require('kafkajs/src/utils/long.js') as { fromValue(value: string): { toString(): string } };

const records = (count: number, valueBytes: number): PlainRecord[] =>
  Array.from({ length: count }, (_, offsetDelta) => ({
    key: `key ${offsetDelta}`,
    value: Buffer.alloc(valueBytes, offsetDelta),
    headers: { ce_id: `${offsetDelta}`, 'content-type': 'image/png' },
    offsetDelta,
    timestampDelta: 3 * offsetDelta,
  }));

const times = { firstTimestamp: 1_700_000_000_000, maxTimestamp: '1700000000999' };
const batches: Readonly<Record<string, PlainBatch>> = {
  'no record': { records: [], ...times },
  'one that is empty': { records: [{ value: null }], ...times },
  'a hundred': { records: records(100, 700), lastOffsetDelta: 99, ...times },
  'records whose length takes three bytes': { records: records(3, 20_000), lastOffsetDelta: 2, ...times },
  'records whose length takes one byte': {
    records: [{ value: 'a' }, { value: 'b' }],
    lastOffsetDelta: 1,
    ...times,
  },
  'an idempotent transaction': {
    records: records(2, 10),
    lastOffsetDelta: 1,
    transactional: true,
    producerId: Long.fromValue('1234567890123'),
    producerEpoch: 7,
    firstSequence: 100_000,
    ...times,
  },
};

for (const [what, batch] of Object.entries(batches)) {
  it(`writes the bytes that kafkajs writes: ${what}`, async () => {
    const ours = await batchEncoder(original)(batch);
    const theirs = await original({ ...batch, records: batch.records.map(encodeTheirs) });
    expect(ours.buffer.equals(theirs.buffer)).toBe(true);
    expect(ours.size()).toBe(theirs.size());
  });
}

it('leaves compression to kafkajs', async () => {
  const batch = { records: records(50, 300), lastOffsetDelta: 49, compression: 1, ...times };
  const ours = await batchEncoder(original)(batch);
  const theirs = await original({ ...batch, records: batch.records.map(encodeTheirs) });
  expect(ours.buffer.equals(theirs.buffer)).toBe(true);
  expect(ours.buffer.length).toBeLessThan(50 * 300);
});

it('holds back a batch of which a record is out of time', async () => {
  const reason = new UnavailableError('BROKER_UNAVAILABLE', 'too late');
  const late = { records: [...records(1, 10), { value: 'x', deadline: { reason } }] };
  await expect(batchEncoder(original)(late)).rejects.toBe(reason);
});

it('computes the checksum of RFC 3720', () => {
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
  expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa);
  expect(crc32c(Buffer.alloc(32, 0xff))).toBe(0x62a8ab43);
  expect(crc32c(Buffer.from(Array.from({ length: 32 }, (_, at) => at)))).toBe(0x46dd794e);
  expect(crc32c(new Uint8Array())).toBe(0);
});
