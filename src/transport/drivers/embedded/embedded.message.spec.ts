import { describe, expect, it } from 'vitest';
import { rowToReceived, toRecord } from './embedded.message.js';

describe('a message in the log', () => {
  const message = { topic: 'topic', value: Uint8Array.of(0, 255), headers: {} };

  it('keeps header names and texts of every kind', () => {
    const headers = Object.fromEntries([
      ['__proto__', 'own'],
      ['constructor', 'too'],
      ['nul', 'a\0b'],
      ['lone', '\ud800'],
    ]);
    const record = toRecord({ ...message, headers });
    const received = rowToReceived(
      { offset: 0, published_at: 0, meta: record.meta, value: null },
      'topic',
      0,
    );
    expect(Object.entries(received.headers)).toEqual(Object.entries(headers));
  });

  it('keeps bytes in keys and headers apart from text', () => {
    const headers = { bytes: Uint8Array.of(0, 128), list: ['text', Uint8Array.of(1)], '__proto__ ': '' };
    const { meta } = toRecord({ ...message, key: Uint8Array.of(7), partitionKey: 'p', headers });
    const received = rowToReceived({ offset: 5, published_at: 0, meta, value: null }, 'topic', 2);
    expect(received).toMatchObject({
      key: Uint8Array.of(7),
      partitionKey: 'p',
      headers,
      id: '2/5',
      offset: 5n,
    });
  });

  it('is sent to a partition by its partition key, else by its key', () => {
    const hash = (more: object) => toRecord({ ...message, ...more }).hash;
    expect(hash({ key: 'a', partitionKey: 'p' })).toBe(hash({ key: 'b', partitionKey: 'p' }));
    expect(hash({ key: 'p' })).toBe(hash({ partitionKey: 'p' }));
    expect(hash({ key: 'p' })).toBe(hash({ key: Buffer.from('p') }));
    expect(hash({})).toBeUndefined();
  });
});
