import { expect, it } from 'vitest';
import { decodeEnvelope, encodeEnvelope } from './envelope.js';

it('keeps every byte of key and headers, repeated ones and odd names included', () => {
  const every = new Uint8Array(Array.from({ length: 256 }, (_, byte) => byte));
  const headers = Object.fromEntries([
    ['text', 'täxt \u0000'],
    ['bytes', Buffer.from(every)],
    ['twice', ['one', Buffer.from([0, 255])]],
    ['', 'no name'],
    ['__proto__', 'not a prototype'],
  ]);
  const envelope = { key: Buffer.from(every), partitionKey: 'p', headers };
  expect(decodeEnvelope(encodeEnvelope(envelope))).toEqual(envelope);
  expect(Object.keys(decodeEnvelope(encodeEnvelope(envelope)).headers)).toEqual(Object.keys(headers));
});

it('tells text from bytes, and a missing key from an empty one', () => {
  expect(decodeEnvelope(encodeEnvelope({ key: undefined, headers: {} }))).toEqual({ headers: {} });
  expect(decodeEnvelope(encodeEnvelope({ key: '', headers: {} })).key).toBe('');
  expect(decodeEnvelope(encodeEnvelope({ key: Buffer.from('a'), headers: {} })).key).toEqual(
    Buffer.from('a'),
  );
});
