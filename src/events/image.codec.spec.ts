import { describe, expect, it } from 'vitest';
import { received } from '../../test/support/received.js';
import { brokerNames } from '../transport/drivers/index.js';
import { decodeImage as decode, encodeImageEvent, type Reading } from './image.codec.js';
import type { ImageEvent } from './image.event.js';
import { publisherSource } from './image-name.js';
import { unlimited } from './image-limits.js';

const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1]);
const event: ImageEvent = {
  id: 'r1/7',
  requestId: 'r1',
  imageIndex: 7,
  trueLabel: 'T-shirt/top',
  partitionKey: 'camera 1',
  body: { kind: 'pixels', width: 2, height: 1, channels: 3, bytes: new Uint8Array([1, 2, 3, 4, 5, 6]) },
};

const decodeImage = (message: Parameters<typeof decode>[0], reading: Partial<Reading> = {}) =>
  decode(message, { broker: 'kafka', keysAreUnique: false, limits: unlimited, ...reading });

describe('image events', () => {
  it.each(brokerNames())('are read on %s as they were written', (broker) => {
    const { headers, key, value, partitionKey } = encodeImageEvent(event, broker, 'images');
    expect(partitionKey).toBe('camera 1');
    expect(decodeImage(received({ headers: headers as Record<string, string>, key, value }))).toEqual({
      ...event,
      source: publisherSource,
    });
  });

  it('may be JSON, as older clients send it, in rows of grey or of colour pixels', () => {
    const grey = decodeImage(received({ value: Buffer.from('{"image": [[0, 127.6], [255, 1]]}') }));
    expect(grey.body).toMatchObject({
      width: 2,
      height: 2,
      channels: 1,
      bytes: new Uint8Array([0, 128, 255, 1]),
    });
    const colour = decodeImage(received({ value: Buffer.from('{"image": [[[1, 2, 3]]]}') }));
    expect(colour.body).toMatchObject({ width: 1, height: 1, channels: 3, bytes: new Uint8Array([1, 2, 3]) });
  });

  it('may be a bare picture, which is named by its place and time; its key names nothing', () => {
    const bare = received({ value: png, key: Buffer.from('camera-7'), publishedAt: new Date(1_700) });
    const source = '/kafka/images';
    expect(decodeImage(bare)).toMatchObject({
      source,
      id: '0/42/1700',
      requestId: '/kafka/images 0/42/1700',
      key: 'camera-7',
      body: { contentType: 'image/png' },
    });
    expect(decodeImage(bare, { broker: 'embedded' })).toMatchObject({ source: '/embedded/images' });
    expect(decodeImage(bare, { keysAreUnique: true })).toMatchObject({ source, id: 'camera-7' });
  });

  const ce = { ce_specversion: '1.0', ce_id: 'a', ce_source: 'b', ce_type: 'c' };
  const raw = { ...ce, 'content-type': 'application/octet-stream' };
  it.each([
    ['no body', {}, '', 'no body'],
    ['a body that nothing is known of', {}, 'hello', 'unknown kind'],
    ['a content type that is no image', { 'content-type': 'text/html' }, '<p>', 'text/html'],
    [
      'a content type that lies',
      { 'content-type': 'image/jpeg' },
      png,
      'declared as image/jpeg, but is image/png',
    ],
    ['pixels without a width', raw, 'xx', 'imagewidth is missing'],
    ['pixels of no width', { ...raw, ce_imagewidth: '0', ce_imageheight: '1' }, 'xx', 'imagewidth is 0'],
    ['a width that is no number', { ...raw, ce_imagewidth: '2e1', ce_imageheight: '1' }, 'xx', '"2e1"'],
    [
      'pixels that do not fit their shape',
      { ...raw, ce_imagewidth: '3', ce_imageheight: '1' },
      'xx',
      '2 bytes; 3 × 1 × 1',
    ],
    [
      'two channels',
      { ...raw, ce_imagewidth: '1', ce_imageheight: '1', ce_imagechannels: '2' },
      'xx',
      'imagechannels is 2',
    ],
    ['a CloudEvent without an id', { ce_specversion: '1.0', ce_source: 'b', ce_type: 'c' }, png, 'no id'],
    ['a CloudEvent without a version', { ce_id: 'a' }, png, 'no specversion'],
    ['an id of 600 characters', { ...ce, ce_id: 'x'.repeat(600) }, png, '600 characters'],
    ['an index that is negative', { ...ce, ce_imageindex: '-1' }, png, '"-1"'],
    ['JSON without an image', {}, '{"picture": []}', 'image must be a list'],
    ['a Nest packet', {}, '{"pattern": "images", "data": {}}', 'image must be a list'],
    ['JSON rows of different lengths', {}, '{"image": [[1, 2], [3]]}', 'image[1] has 1 values'],
    ['JSON values out of range', {}, '{"image": [[1, 256]]}', 'image[0][1] is 256'],
    ['JSON text in place of numbers', {}, '{"image": [["1"]]}', 'image[0][0] is "1"'],
    ['JSON that ends too early', {}, '{"image": [[1', 'no JSON'],
    ['bytes that are no UTF-8', { 'content-type': 'application/json' }, Buffer.from([0x7b, 0xff]), 'no JSON'],
  ])('with %s are refused with a reason', (_, headers, value, reason) => {
    expect(() => decodeImage(received({ headers, value: Buffer.from(value) }))).toThrow(reason);
  });
});
