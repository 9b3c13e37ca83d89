import { describe, expect, it } from 'vitest';
import { received } from '../../test/support/received.js';
import {
  bareReference,
  imageName,
  keyText,
  publisherSource,
  parseImageName,
  replayedName,
} from './image-name.js';

const naming = { broker: 'kafka', keysAreUnique: false };

describe("an image's name", () => {
  it('is the id for our own publisher, else source and id', () => {
    expect(imageName({ source: publisherSource, id: 'r/7' })).toBe('r/7');
    expect(imageName({ source: '/shop/a', id: '7' })).toBe('/shop/a 7');
    expect(imageName({ id: '7' })).toBe('7');
  });

  it('differs for every two images, whatever their sources and ids hold', () => {
    const parts = ['a', 'b', 'a b', 'b a', ' ', 'x'.repeat(500), publisherSource, '/shop/a 7'];
    const references = parts.flatMap((source) => parts.map((id) => ({ source, id })));
    const names = references.map(imageName);
    expect(new Set(names).size).toBe(references.length);
    for (const name of names) expect(name.length).toBeLessThanOrEqual(512);
  });

  it('gives source and id back, where it holds them', () => {
    for (const reference of [{ source: '/shop/a', id: 'with a space' }, { id: 'r/7' }]) {
      expect(parseImageName(imageName(reference))).toEqual(reference);
    }
    expect(parseImageName(imageName({ source: 'x'.repeat(600), id: '7' })).source).toBeUndefined();
  });
});

describe('a message that is no event', () => {
  it('is named by broker, topic, place and time', () => {
    const message = received({ id: '3/42', publishedAt: new Date(1_700) });
    expect(bareReference(message, naming)).toEqual({ source: '/kafka/images', id: '3/42/1700' });
    const others = [
      bareReference(message, { ...naming, broker: 'embedded' }),
      bareReference({ ...message, topic: 'more-images' }, naming),
      bareReference({ ...message, id: '3/43' }, naming),
      bareReference({ ...message, publishedAt: new Date(1_701) }, naming),
    ];
    expect(
      new Set(
        [message]
          .map((same) => bareReference(same, naming))
          .concat(others)
          .map(imageName),
      ).size,
    ).toBe(5);
  });

  it('is named by its key where keys are unique', () => {
    const unique = { ...naming, keysAreUnique: true };
    expect(bareReference(received({ key: 'scan-7' }), unique)).toEqual({
      source: '/kafka/images',
      id: 'scan-7',
    });
    expect(bareReference(received({ key: '' }), unique).id).toMatch(/^0\/42\//);
    expect(bareReference(received({ key: new Uint8Array([0, 255]) }), unique).id).toBe('base64:AP8=');
    expect(bareReference(received({ key: 'x'.repeat(600) }), unique).id).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it('keeps the name of its dead letter', () => {
    const headers = { 'seamline-image-id': '/kafka/images 3/42/1700' };
    expect(bareReference(received({ headers }), naming)).toEqual({
      source: '/kafka/images',
      id: '3/42/1700',
    });
    expect(replayedName(received({ headers }))).toBeUndefined();
    expect(replayedName(received({ headers: { ...headers, 'seamline-replay': '1' } }))).toBe(
      '/kafka/images 3/42/1700',
    );
  });
});

it('shows a key as text, bytes as base64', () => {
  expect(keyText({ key: undefined })).toBeUndefined();
  expect(keyText({ key: Buffer.from('camera-7') })).toBe('camera-7');
  expect(keyText({ key: 'two\nlines' })).toBe('base64:dHdvCmxpbmVz');
});
