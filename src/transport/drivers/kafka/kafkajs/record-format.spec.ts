import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { UnavailableError } from '../../../../foundation/errors/app.error.js';
import { type BatchContext, decodeRecords } from './record-decoder.js';
import { Draft } from './draft.js';
import { type PlainRecord, writeRecord } from './record-encoder.js';

interface Decoder {
  readonly buffer: Buffer;
  readVarIntBytes(): Buffer;
}
interface PlacedRecord extends PlainRecord {
  readonly offsetDelta?: number;
  readonly timestampDelta?: number;
}
type Encode = (record: PlacedRecord) => { readonly buffer: Buffer };
type Decoded = ReturnType<typeof decodeRecords>[number];
type Decode = (decoder: Decoder, context: BatchContext) => Decoded;

const require = createRequire(import.meta.url);
const protocol = 'kafkajs/src/protocol';
const KafkajsDecoder = require(`${protocol}/decoder.js`) as new (buffer: Buffer) => Decoder;
const kafkajsEncode = require(`${protocol}/recordBatch/record/v0/index.js`) as Encode;
const kafkajsDecode = require(`${protocol}/recordBatch/record/v0/decoder.js`) as Decode;

const records: Readonly<Record<string, PlacedRecord>> = {
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
    headers: { name: '名前', 名前: 'name', long: 'é'.repeat(300), longer: 'a'.repeat(5_000) },
  },
  'a header that is repeated, and one without a value': {
    value: 'x',
    headers: { twice: ['one', Buffer.from('two')], never: [] },
  },
  'a number, whose bytes are no text': { value: 'x', headers: { attempts: Buffer.from([0, 0, 0, 5]) } },
  'headers that are repeated': {
    value: 'x',
    headers: { twice: ['one', Buffer.from([2])], thrice: ['1', '1', '3'] },
  },
  'more headers than are remembered': {
    value: 'x',
    headers: Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`header-${at}`, `value-${at}`])),
  },
  'a value larger than the first draft': { value: Buffer.alloc(900_000, 7), headers: { a: 'b' } },
  'deltas of every length': { value: 'x', offsetDelta: 100_000, timestampDelta: 40_000_000_000 },
  'a time before the first': { value: 'x', timestampDelta: -12_345 },
};

const context: BatchContext = {
  firstOffset: '41',
  firstTimestamp: '1700000000000',
  magicByte: 2,
  isControlBatch: false,
};

function encodeRecord(record: PlacedRecord): Buffer {
  const draft = new Draft(16);
  writeRecord(draft, record, record.offsetDelta ?? 0, record.timestampDelta ?? 0);
  return draft.written;
}

const decode = (bytes: Buffer, given = context): Decoded => decodeRecords(bytes, 0, 1, given)[0] as Decoded;

/** kafkajs reads a record after its length. */
const kafkajsRead = (bytes: Buffer, given = context): Decoded =>
  kafkajsDecode(new KafkajsDecoder(new KafkajsDecoder(bytes).readVarIntBytes()), given);

/** Text as the bytes that it stands for. */
const inBytes = ({ headers, value, ...rest }: Decoded) => ({
  ...rest,
  value: value?.toString('base64'),
  headers: Object.entries(headers).map(([name, value]) => [
    name,
    [value].flat().map((one) => Buffer.from(one ?? '')),
  ]),
});

for (const [what, record] of Object.entries(records)) {
  it(`reads what kafkajs reads: ${what}`, () => {
    const bytes = encodeRecord(record);
    expect(inBytes(decode(bytes))).toEqual(inBytes(kafkajsRead(bytes)));
  });
}

it('reads offsets and times that need more than 53 bits, and the time of the append', () => {
  const late = { ...context, firstOffset: '9223372036854770000', firstTimestamp: '9007199254740993' };
  const bytes = encodeRecord({ value: 'x', offsetDelta: 7, timestampDelta: 1 });
  expect(decode(bytes, late)).toEqual(kafkajsRead(bytes, late));
  const appended = { ...context, timestampType: 1, maxTimestamp: '1800000000000' };
  expect(decode(encodeRecord({ value: 'x' }), appended).timestamp).toBe('1800000000000');
});

it('remembers no text of another place, and no part of one', () => {
  const headersOf = (headers: Record<string, string>) =>
    decode(encodeRecord({ value: 'x', headers })).headers;
  expect(headersOf({ a: '1', b: '2' })).toEqual({ a: '1', b: '2' });
  expect(headersOf({ b: '2', a: '1' })).toEqual({ b: '2', a: '1' });
  expect(headersOf({ b: '22', ab: '' })).toEqual({ b: '22', ab: '' });
  expect(headersOf({ b: '2', a: '1' })).toEqual({ b: '2', a: '1' });
});

it('takes a header that is called __proto__ for a header, and null for no text', () => {
  const headers = JSON.parse('{"__proto__":"x","none":null}') as Record<string, string | null>;
  const read = decode(encodeRecord({ value: null, headers }));
  expect(Object.entries(read.headers)).toEqual([
    ['__proto__', 'x'],
    ['none', ''],
  ]);
});

it('refuses a record that ends too early, wherever it is cut', () => {
  const bytes = encodeRecord({ key: 'k', value: 'value', headers: { name: 'text' } });
  for (let length = 0; length < bytes.length; length += 1) {
    expect(() => decode(bytes.subarray(0, length))).toThrow(RangeError);
  }
  for (let length = 0; length < bytes.length - 1; length += 1) {
    const shorter = Buffer.concat([Buffer.from([2 * length]), bytes.subarray(1)]);
    expect(() => decode(shorter)).toThrow(RangeError);
  }
});

for (const [what, record] of Object.entries(records)) {
  it(`writes the bytes that kafkajs writes: ${what}`, () => {
    expect(encodeRecord(record).equals(kafkajsEncode(record).buffer)).toBe(true);
  });
}

it('holds back a record whose time is up', () => {
  const reason = new UnavailableError('BROKER_UNAVAILABLE', 'too late');
  expect(() => encodeRecord({ value: 'x', deadline: { reason } })).toThrow(reason);
  expect(encodeRecord({ value: 'x', deadline: { reason: undefined } })).toEqual(encodeRecord({ value: 'x' }));
});

it('writes a header that is null, which kafkajs cannot, with the length −1', () => {
  const record = encodeRecord({ value: null, headers: { a: null } });
  expect([...record]).toEqual([18, 0, 0, 0, 1, 1, 2, 2, 97, 1]);
});
