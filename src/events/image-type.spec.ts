import { describe, expect, it } from 'vitest';
import { received } from '../../test/support/received.js';
import { decodeImage } from './image.codec.js';
import { unlimited } from './image-limits.js';

const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1]);
const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1]);
const tiff = Buffer.from('II*\0aaaa');
const heic = Buffer.from('\0\0\0\x1cftypheic\0\0\0\0mif1heicmiafmore', 'latin1');
const json = Buffer.from('{"image": [[1, 2]]}');

const bodyOf = (value: Buffer, contentType: string | undefined, more = {}) =>
  decodeImage(
    received({
      value,
      headers: { ...(contentType !== undefined && { 'content-type': contentType }), ...more },
    }),
    { broker: 'kafka', keysAreUnique: false, limits: unlimited },
  ).body;

describe('the type of an image', () => {
  it.each([
    ['image/jpg', jpeg, 'image/jpeg'],
    ['image/pjpeg', jpeg, 'image/jpeg'],
    ['IMAGE/JPG; name=a.jpg', jpeg, 'image/jpeg'],
    ['image/x-png', png, 'image/png'],
    ['image/tif', tiff, 'image/tiff'],
    ['image/x-tiff', tiff, 'image/tiff'],
  ])('may have its old name %s', (alias, bytes, contentType) => {
    expect(bodyOf(bytes, alias)).toMatchObject({ kind: 'file', contentType });
  });

  it.each(['binary/octet-stream', 'application/octet-stream', '*/*', '', undefined])(
    'is read from the bytes where %s says nothing of it',
    (contentType) => {
      expect(bodyOf(jpeg, contentType)).toMatchObject({ kind: 'file', contentType: 'image/jpeg' });
      expect(bodyOf(json, contentType)).toMatchObject({ kind: 'pixels', width: 2, height: 1 });
    },
  );

  it.each([
    ['II*\0', 'image/tiff'],
    ['MM\0*', 'image/tiff'],
    ['II+\0', 'image/tiff'],
    ['MM\0+', 'image/tiff'],
    ['\0\0\0\x1cftypavif\0\0\0\0mif1avifmiaf', 'image/avif'],
    ['\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf', 'image/avif'],
  ])('is known by the first bytes %j: %s', (first, contentType) => {
    expect(bodyOf(Buffer.from(`${first}more`, 'latin1'), undefined)).toMatchObject({ contentType });
  });

  it.each(['image/heic', 'image/heif', 'image/jpeg', 'application/octet-stream', undefined])(
    'that is HEIC is refused in words, declared as %s',
    (contentType) => {
      expect(() => bodyOf(heic, contentType)).toThrow(
        expect.objectContaining({
          code: 'UNSUPPORTED_CONTENT_TYPE',
          message:
            'the body is HEIC, which needs a decoder that this build of libvips lacks; convert it to JPEG or AVIF',
        }),
      );
    },
  );

  it('is raw pixels where their shape is given, whatever their bytes look like', () => {
    const shape = { ce_imagewidth: '5', ce_imageheight: '1' };
    for (const contentType of ['application/octet-stream', 'binary/octet-stream', undefined]) {
      expect(bodyOf(jpeg, contentType, { ...ce, ...shape })).toMatchObject({ kind: 'pixels', bytes: jpeg });
    }
  });

  it('that is of another kind than its old name says is still refused', () => {
    expect(() => bodyOf(png, 'image/jpg')).toThrow('declared as image/jpeg, but is image/png');
  });
});

const ce = { ce_specversion: '1.0', ce_id: 'a', ce_source: 'b', ce_type: 'c' };
