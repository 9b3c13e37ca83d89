import { describe, expect, it } from 'vitest';
import type { BrokerMessage } from '../../broker.js';
import { encodeMessage } from './pubsub.message.js';

const message = (more: Partial<BrokerMessage>): BrokerMessage => ({
  topic: 'topic',
  value: Buffer.from('value'),
  headers: {},
  ...more,
});

describe('a message for Pub/Sub', () => {
  it('carries headers as text: bytes as UTF-8, numbers in decimal, of a list the first', () => {
    const headers = {
      text: 'größe',
      bytes: Buffer.from('画像'),
      small: -7,
      large: 2n ** 60n,
      list: ['one', 'two'],
    };
    expect(encodeMessage(message({ headers })).attributes).toEqual({
      text: 'größe',
      bytes: '画像',
      small: '-7',
      large: '1152921504606846976',
      list: 'one',
    });
  });

  it('is ordered by its partition key and never by its key', () => {
    expect(encodeMessage(message({ key: 'key' })).orderingKey).toBe('');
    expect(encodeMessage(message({ key: 'key', partitionKey: 'one' })).orderingKey).toBe('one');
  });

  it('is refused when its attributes are beyond the limits of the service', () => {
    const many = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`name-${index}`, 'value']));
    for (const headers of [many, { ['n'.repeat(257)]: 'x' }, { '': 'x' }, { long: 'ü'.repeat(513) }]) {
      expect(() => encodeMessage(message({ headers }))).toThrow(
        expect.objectContaining({ code: 'BROKER_REFUSED', kind: 'invalid' }),
      );
    }
    expect(() => encodeMessage(message({ partitionKey: 'k'.repeat(1025) }))).toThrow(/1025 bytes/);
  });

  it('is taken up to the limits of the service', () => {
    const headers = Object.fromEntries(
      Array.from({ length: 99 }, (_, index) => [`name-${index}`, 'v'.repeat(1024)]),
    );
    expect(
      Object.keys(encodeMessage(message({ headers: { ...headers, ['n'.repeat(256)]: '' } })).attributes),
    ).toHaveLength(100);
  });

  it('is too large from ten million bytes on, attributes included', () => {
    expect(() => encodeMessage(message({ value: new Uint8Array(9_999_000) }))).not.toThrow();
    expect(() => encodeMessage(message({ value: new Uint8Array(10_000_000) }))).toThrow(
      expect.objectContaining({ code: 'MESSAGE_TOO_LARGE', kind: 'invalid' }),
    );
  });
});
