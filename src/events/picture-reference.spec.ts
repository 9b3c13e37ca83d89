import { describe, expect, it } from 'vitest';
import { received } from '../../test/support/received.js';
import { encodeCloudEvent } from './cloud-event.js';
import { decodeImage } from './image.codec.js';
import { unlimited } from './image-limits.js';
import { objectUri, placeText, readReference } from './picture-reference.js';

describe('a reference to a picture', () => {
  it.each([
    ['gs://shots/a/b.jpg', { scheme: 'gs', bucket: 'shots', object: 'a/b.jpg' }],
    ['gs://shots/a.jpg#17', { scheme: 'gs', bucket: 'shots', object: 'a.jpg', version: '17' }],
    ['GS://shots/a.jpg', { scheme: 'gs', bucket: 'shots', object: 'a.jpg' }],
    ['gs://shots/one%20two%23.jpg', { object: 'one two#.jpg', version: undefined }],
    ['gs://shots/Größe.jpg', { object: 'Größe.jpg' }],
    ['s3://shots/a+b.jpg?versionId=3%2FL4', { scheme: 's3', object: 'a+b.jpg', version: '3/L4' }],
    ['s3://shots//a.jpg', { object: '/a.jpg' }],
    ['https://host.example/a.jpg?sig=1', { scheme: 'https', url: 'https://host.example/a.jpg?sig=1' }],
    ['https://HOST.example:443/a.jpg#part', { url: 'https://host.example/a.jpg' }],
    ['https://[2001:4860::1]:8443/a.jpg', { url: 'https://[2001:4860::1]:8443/a.jpg' }],
    ['file:///srv/one%20two.png', { scheme: 'file', path: '/srv/one two.png' }],
    ['file:///srv/pictures/../a.png', { path: '/srv/a.png' }],
  ])('%s', (text, place) => {
    expect(readReference(text)).toMatchObject(place);
  });

  it.each([
    ['a name without a scheme', 'a.jpg'],
    ['a path', '/srv/a.jpg'],
    ['an unencrypted address', 'http://host.example/a.jpg'],
    ['another scheme', 'gopher://host.example/a.jpg'],
    ['data in the address', 'data:image/png;base64,AAAA'],
    ['a bucket without an object', 'gs://shots/'],
    ['a bucket with a host', 's3://shots@evil.example/a.jpg'],
    ['a bucket with capital letters', 's3://Shots/a.jpg'],
    ['an ARN', 's3://arn:aws:s3:us-east-1:1:accesspoint/a.jpg'],
    ['a path that leaves the bucket', 's3://shots/../secrets/a.jpg'],
    ['the same, encoded', 's3://shots/..%2Fsecrets/a.jpg'],
    ['a single dot', 'gs://shots/.'],
    ['a control character in a name', 'gs://shots/a%0Ab.jpg'],
    ['a name over 1,024 bytes', `gs://shots/${'a'.repeat(1_025)}`],
    ['a generation that is no number', 'gs://shots/a.jpg#new'],
    ['a query of Cloud Storage', 'gs://shots/a.jpg?generation=1'],
    ['another query of S3', 's3://shots/a.jpg?acl'],
    ['a percent sign alone', 'gs://shots/100%.jpg'],
    ['a user in the address', 'https://user@host.example/a.jpg'],
    ['a password in the address', 'https://user:geheim@host.example/a.jpg'],
    ['a host in hexadecimal', 'https://0x7f.1/a.jpg'],
    ['a host as one number', 'https://2130706433/a.jpg'],
    ['a host with fewer parts', 'https://127.1/a.jpg'],
    ['a host in octal', 'https://0177.0.0.1/a.jpg'],
    ['full-width letters', 'https://ｈost.example/a.jpg'],
    ['an encoded host', 'https://%68ost.example/a.jpg'],
    ['a backslash before another host', 'https://host.example\\@evil.example/a.jpg'],
    ['a tab in the host', 'https://ho\tst.example/a.jpg'],
    ['a line break', 'https://host.example/a.jpg\r\nX: 1'],
    ['a space before it', ' https://host.example/a.jpg'],
    ['three slashes', 'https:///host.example/a.jpg'],
    ['no slashes', 'https:host.example/a.jpg'],
    ['a dot at the end of the host', 'https://host.example./a.jpg'],
    ['a mapped address in decimal', 'https://[::ffff:127.0.0.1]/a.jpg'],
    ['a zone', 'https://[fe80::1%25eth0]/a.jpg'],
    ['a port that is none', 'https://host.example:99999/a.jpg'],
    ['a file on another host', 'file://host.example/a.png'],
    ['a file with an encoded slash', 'file:///srv/..%2F..%2Fetc/passwd'],
    ['a file with a zero byte', 'file:///srv/a%00.png'],
    ['a file without slashes', 'file:a.png'],
  ])('is refused for %s', (_, text) => {
    expect(() => readReference(text)).toThrow(/; allowed: /);
  });

  it('never shows a password or a signature', () => {
    expect(() => readReference('https://user:geheim@host.example/a?X-Signature=geheim')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('geheim') as string }) as Error,
    );
    expect(placeText(readReference('https://host.example/a.jpg?sig=geheim'))).toBe(
      'https://host.example/a.jpg',
    );
  });

  it.each(['gs://shots/a/b c#?%.jpg', 's3://shots/a/b c#?%.jpg'])('is written as it is read: %s', (name) => {
    const [scheme, object] = [name.slice(0, 2) as 'gs' | 's3', name.slice(11)];
    for (const version of ['12', undefined]) {
      const place = { scheme, bucket: 'shots', object, version, etag: undefined };
      expect(readReference(objectUri(place))).toEqual(place);
    }
  });
});

describe('an event with a reference', () => {
  const attributes = { id: 'a', source: '/camera', type: 'org.example.shot' };
  const withReference = (
    extensions: Record<string, string>,
    data: Uint8Array | null = null,
    type?: string,
  ) => {
    const { headers, value } = encodeCloudEvent(
      { ...attributes, datacontenttype: type, extensions, data },
      'kafka',
    );
    const message = received({ headers: headers as Record<string, string>, value });
    return decodeImage(message, { broker: 'kafka', keysAreUnique: false, limits: unlimited });
  };
  const dataref = 'gs://shots/a.png#17';
  const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1]);

  it('is an image with its own name', () => {
    const image = withReference({ dataref, datarefetag: 'x' });
    expect(image).toMatchObject({
      source: '/camera',
      id: 'a',
      body: { kind: 'reference', place: { bucket: 'shots', object: 'a.png', version: '17', etag: 'x' } },
    });
  });

  it('is read by its data where it has both', () => {
    expect(withReference({ dataref }, png).body).toMatchObject({ kind: 'file', contentType: 'image/png' });
  });

  it('reads the fetched bytes as it declares them', () => {
    const bodyOf = (type: string | undefined, bytes: Uint8Array, more = {}) => {
      const { body } = withReference({ dataref, ...more }, null, type);
      return body.kind === 'reference' && body.bodyOf(bytes);
    };
    expect(bodyOf(undefined, png)).toMatchObject({ contentType: 'image/png' });
    expect(bodyOf(undefined, Buffer.from([1, 2]), { imagewidth: '2', imageheight: '1' })).toMatchObject({
      kind: 'pixels',
      width: 2,
    });
    expect(() => bodyOf('image/jpeg', png)).toThrow('declared as image/jpeg');
    expect(() => bodyOf(undefined, Buffer.from('<html>'))).toThrow('unknown kind');
  });

  it('may be in the structured form, which has no data then', () => {
    const value = Buffer.from(JSON.stringify({ specversion: '1.0', ...attributes, dataref }));
    const message = received({ headers: { 'content-type': 'application/cloudevents+json' }, value });
    const { body } = decodeImage(message, { broker: 'kafka', keysAreUnique: false, limits: unlimited });
    expect(body.kind === 'reference' && body.bodyOf(png)).toMatchObject({ contentType: 'image/png' });
  });
});
