import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { received } from '../../test/support/received.js';
import { EventCodec } from './event.codec.js';
import type { DeadLetter } from './dead-letter.event.js';

const codec = new EventCodec('embedded');
const decode = (parts: Parameters<typeof received>[0], pattern = 'images-dlt') =>
  codec.decode(received({ topic: pattern, ...parts }), pattern) as DeadLetter;

const bigEndian = (value: bigint, bytes: 4 | 8) => {
  const buffer = Buffer.alloc(8);
  buffer.writeBigInt64BE(value);
  return new Uint8Array(buffer.subarray(8 - bytes));
};

describe('a dead letter', () => {
  it.each([
    ['as Kafka carries integers', (value: bigint, bytes: 4 | 8) => bigEndian(value, bytes)],
    ['as text', (value: bigint) => String(value)],
  ])('tells where the message lay, %s', (_, write) => {
    const headers = {
      'kafka_dlt-original-topic': 'images',
      'kafka_dlt-original-partition': write(3n, 4),
      'kafka_dlt-original-offset': write(5_000_000_000n, 8),
      'kafka_dlt-original-timestamp': write(1_700_000_000_123n, 8),
      kafka_deliveryAttempt: write(5n, 4),
      'seamline-error-code': 'MODEL_FAILED',
      'seamline-replay': '2',
    };
    expect(decode({ headers })).toMatchObject({
      topic: 'images',
      partition: 3,
      offset: 5_000_000_000n,
      firstSeen: new Date(1_700_000_000_123),
      attempts: 5,
      code: 'MODEL_FAILED',
      replays: 2,
    });
  });

  it('names its image by the event’s headers, else by what it was given, else by an id alone', () => {
    const given = { 'seamline-image-id': 'b', 'seamline-image-source': '/b' };
    const event = { ce_id: 'a', ce_source: '/a' };
    expect(decode({ headers: { ...event, ...given } })).toMatchObject({
      imageId: '/a a',
      imageSource: '/a',
      imageEventId: 'a',
    });
    expect(decode({ headers: given })).toMatchObject({ imageId: 'b', imageSource: '/b' });
    expect({
      imageSource: undefined,
      ...decode({ headers: { ce_id: 'of an earlier version' } }),
    }).toMatchObject({
      imageId: 'of an earlier version',
      imageSource: undefined,
    });
  });

  it('of a replay keeps its first name, also one that an earlier version gave', () => {
    const event = { ce_id: 'a', ce_source: '/a' };
    const replayed = { ...event, 'seamline-image-id': 'a', 'seamline-replay': '1' };
    expect(decode({ headers: replayed })).toMatchObject({ imageId: 'a' });
    expect(decode({ headers: { ...replayed, 'seamline-image-id': '/a a' } })).toMatchObject({
      imageId: '/a a',
      imageSource: '/a',
    });
  });

  it('of a message without a name is named by its place, as another program may have written it', () => {
    const place = {
      'kafka_dlt-original-topic': 'images',
      'kafka_dlt-original-partition': '3',
      'kafka_dlt-original-offset': '7',
      'kafka_dlt-original-timestamp': '1700',
    };
    expect(decode({ headers: place, key: 'camera-7' }).imageId).toBe('/embedded/images 3/7/1700');
    expect(decode({ key: 'camera-7' }).imageId).toBe('/embedded/images 0/42/1700000000000');
  });

  it('of a prediction that names no image is nobody’s outcome', () => {
    expect(decode({ key: 'c' }, 'predictions-dlt').imageId).toBeUndefined();
    expect(decode({ headers: { ce_id: 'a' } }, 'predictions-dlt').imageId).toBe('a');
  });

  it('is given the names that only the body of a structured event knows', () => {
    const value = Buffer.from(
      JSON.stringify({ specversion: '1.0', source: '/s', id: 'x/1', requestid: 'x' }),
    );
    const headers = { 'content-type': 'application/cloudevents+json' };
    expect(codec.names(received({ headers, value }), 'images')).toEqual({
      'seamline-image-id': '/s x/1',
      'seamline-image-source': '/s',
      'seamline-request-id': 'x',
    });
    const broken = received({ headers, value: Buffer.from('{'), key: 'k' });
    const byPlace = {
      'seamline-image-id': '/embedded/images 0/42/1700000000000',
      'seamline-image-source': '/embedded/images',
    };
    expect(codec.names(broken, 'images')).toEqual(byPlace);
    expect(codec.names(received({ headers: { ce_id: 'a', ce_source: '/s' } }), 'images')).toEqual({});
  });

  it('gives events that no source and id name well each a name of its own', () => {
    const wrong = [
      { ce_id: 'a' },
      { ce_source: '/s', ce_id: '\0' },
      { ce_source: '/s', ce_id: 'x'.repeat(600) },
    ];
    const names = wrong.map((headers, offset) =>
      codec.names(received({ headers, id: `0/${offset}` }), 'images'),
    );
    expect(new Set(names.map((name) => name['seamline-image-id'])).size).toBe(wrong.length);
  });

  it('is read whatever its headers hold', () => {
    const names = [
      'ce_id',
      'seamline-replay',
      'kafka_dlt-original-timestamp',
      'kafka_deliveryAttempt',
      '__proto__',
    ];
    for (let round = 0; round < 500; round += 1) {
      const headers = Object.fromEntries(
        names.map((name) => [
          name,
          round % 3 === 0 ? [randomBytes(8), 'x'] : new Uint8Array(randomBytes(round % 12)),
        ]),
      );
      const letter = decode({ headers: { ...headers, 'kafka_dlt-original-topic': 'images' } });
      expect(letter.imageId).not.toMatch(/[\0\p{Cs}]/u);
      expect(letter.firstSeen.getTime()).not.toBeNaN();
    }
  });
});
