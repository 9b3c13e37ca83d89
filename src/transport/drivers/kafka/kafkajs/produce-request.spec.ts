import { createRequire } from 'node:module';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type AppError, UnavailableError } from '../../../../foundation/errors/app.error.js';
import { produceRequest, type ProduceRequest } from './produce-request.js';
import type { PlainRecord } from './record-encoder.js';

const require = createRequire(import.meta.url);
const original = require('kafkajs/src/protocol/requests/produce/v3/request.js') as Parameters<
  typeof produceRequest
>[0];
const Long = require('kafkajs/src/utils/long.js') as { fromValue(value: string): { toString(): string } };

const records = (count: number, valueBytes: number): PlainRecord[] =>
  Array.from({ length: count }, (_, place) => ({
    key: `key ${place}`,
    value: Buffer.alloc(valueBytes, place),
    headers: { ce_id: `${place}`, 'content-type': 'image/png' },
  }));

const at = (timestamp: string): PlainRecord => ({ value: 'x', timestamp });

/** Of one topic and partition. */
const withRecords = (
  messages: readonly PlainRecord[],
  more: Partial<ProduceRequest> = {},
): ProduceRequest => ({
  acks: -1,
  timeout: 30_000,
  topicData: [{ topic: 'images', partitions: [{ partition: 2, firstSequence: 0, messages }] }],
  ...more,
});

const requests: Readonly<Record<string, ProduceRequest>> = {
  'no record': withRecords([]),
  'one record that is empty': withRecords([{ value: null }]),
  'a hundred': withRecords(records(100, 700)),
  'records whose length takes three bytes': withRecords(records(3, 20_000)),
  'records whose length takes one byte': withRecords([{ value: 'a' }, { value: 'b' }]),
  'times in any order, and records without one': withRecords([
    at('1700000000500'),
    at('1700000000100'),
    at('1700000000900'),
    { value: 'now' },
  ]),
  'several topics and partitions': {
    acks: 1,
    timeout: 5,
    topicData: [
      {
        topic: 'images',
        partitions: [
          { partition: 0, firstSequence: 0, messages: records(2, 10) },
          { partition: 7, firstSequence: 5, messages: records(1, 3) },
        ],
      },
      { topic: 'Zürich', partitions: [{ partition: 1, firstSequence: 1, messages: records(3, 1) }] },
    ],
  },
  'an idempotent transaction': withRecords(records(2, 10), {
    transactionalId: 'one of many',
    producerId: Long.fromValue('1234567890123'),
    producerEpoch: 7,
  }),
};

const bytesOf = async (request: ReturnType<typeof original>) => (await request.encode()).buffer;

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: 1_700_000_000_777 }));
afterEach(() => void vi.useRealTimers());

for (const [what, given] of Object.entries(requests)) {
  it(`writes the bytes that kafkajs writes: ${what}`, async () => {
    const ours = await bytesOf(produceRequest(original)(given));
    expect(ours.equals(await bytesOf(original(given)))).toBe(true);
  });
}

it('keeps what else kafkajs says of the request', () => {
  const given = withRecords(records(1, 1));
  expect(produceRequest(original)(given)).toMatchObject({ apiName: 'Produce', apiVersion: 3 });
  expect(Object.keys(produceRequest(original)(given))).toEqual(Object.keys(original(given)));
});

it('writes the bytes that kafkajs writes: gzip', async () => {
  const given = withRecords(records(50, 300), { compression: 1 });
  const ours = await bytesOf(produceRequest(original)(given));
  expect(ours.equals(await bytesOf(original(given)))).toBe(true);
  expect(ours.length).toBeLessThan(50 * 300);
});

it('holds back a request of which a record runs out of time while others are compressed', async () => {
  const deadline: { reason: AppError | undefined } = { reason: undefined };
  const late = withRecords([...records(1, 10), { value: 'x', deadline }], { compression: 1 });
  const encoded = produceRequest(original)(late).encode();
  deadline.reason = new UnavailableError('BROKER_UNAVAILABLE', 'too late');
  await expect(encoded).rejects.toBe(deadline.reason);
});

it('holds back a request of which a record is out of time', async () => {
  const reason = new UnavailableError('BROKER_UNAVAILABLE', 'too late');
  const late = withRecords([...records(1, 10), { value: 'x', deadline: { reason } }]);
  await expect(produceRequest(original)(late).encode()).rejects.toBe(reason);
});
