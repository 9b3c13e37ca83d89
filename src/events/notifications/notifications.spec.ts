import { describe, expect, it } from 'vitest';
import { received } from '../../../test/support/received.js';
import { brokerNames } from '../../transport/drivers/index.js';
import { EventCodec } from '../event.codec.js';
import { decodeImages, type ImageParts, isImage } from '../image.codec.js';
import { unlimited } from '../image-limits.js';

const read = (message: ReturnType<typeof received>) =>
  decodeImages(message, { broker: 'kafka', keysAreUnique: false, limits: unlimited });
const json = (value: unknown) => Buffer.from(JSON.stringify(value));

describe('a notification of Cloud Storage', () => {
  // https://cloud.google.com/storage/docs/pubsub-notifications#attributes
  const attributes = {
    notificationConfig: 'projects/_/buckets/shots/notificationConfigs/3',
    eventType: 'OBJECT_FINALIZE',
    payloadFormat: 'JSON_API_V1',
    bucketId: 'shots',
    objectId: 'day 1/a#b.jpg',
    objectGeneration: '1703601234567890',
    eventTime: '2026-11-30T08:30:00.123456Z',
  };
  const resource = json({
    kind: 'storage#object',
    bucket: 'shots',
    name: 'day 1/a#b.jpg',
    contentType: 'image/jpeg',
  });
  const image = {
    source: 'gs://shots',
    id: 'day 1/a#b.jpg#1703601234567890',
    body: {
      kind: 'reference',
      place: { scheme: 'gs', bucket: 'shots', object: 'day 1/a#b.jpg', version: '1703601234567890' },
    },
  };

  it.each([
    ['with the description of the object', resource],
    ['without a body', Buffer.alloc(0)],
    ['with null', null],
  ])('is an image, %s', (_, value) => {
    expect(read(received({ headers: attributes, value }))).toMatchObject(image);
  });

  it.each(['OBJECT_DELETE', 'OBJECT_ARCHIVE', 'OBJECT_METADATA_UPDATE'])(
    'is no image for %s',
    (eventType) => {
      const message = received({ headers: { ...attributes, eventType }, value: resource });
      expect(read(message)).toEqual({ parts: [] });
      expect(isImage(message)).toBe(false);
    },
  );

  it('says which changes there are', () => {
    const message = received({ headers: { ...attributes, eventType: 'OBJECT_PAINTED' }, value: null });
    expect(() => read(message)).toThrow('eventType is "OBJECT_PAINTED"; allowed: OBJECT_FINALIZE');
    expect(isImage(message)).toBe(true);
  });

  it('gives its dead letter the name of its image', () => {
    const letter = new EventCodec('pubsub').names(
      received({ headers: attributes, value: null }),
      'images-dlt',
    );
    expect(letter).toMatchObject({
      'seamline-image-id': 'gs://shots day 1/a#b.jpg#1703601234567890',
      'seamline-image-source': 'gs://shots',
    });
  });

  it('names a long object by its hash', () => {
    const objectId = 'a'.repeat(1_000);
    const { id } = read(received({ headers: { ...attributes, objectId }, value: null })) as { id: string };
    expect(id).toMatch(/^sha256:[0-9a-f]{64}#1703601234567890$/);
  });

  it("is also known as Google's own CloudEvent, with that event's name", () => {
    const event = {
      'ce-specversion': '1.0',
      'ce-id': '12345',
      'ce-source': '//storage.googleapis.com/projects/_/buckets/shots',
      'ce-type': 'google.cloud.storage.object.v1.finalized',
      'ce-subject': 'objects/day 1/a#b.jpg',
      'content-type': 'application/json',
    };
    const value = json({
      bucket: 'shots',
      name: 'day 1/a#b.jpg',
      generation: '1703601234567890',
      size: '12',
    });
    expect(read(received({ headers: event, value }))).toMatchObject({
      body: image.body,
      id: '12345',
      source: event['ce-source'],
    });
    const deleted = { ...event, 'ce-type': 'google.cloud.storage.object.v1.deleted' };
    expect(read(received({ headers: deleted, value }))).toEqual({ parts: [] });
    expect(() => read(received({ headers: event, value: json({ bucket: 'shots' }) }))).toThrow(
      'no valid name',
    );
  });
});

describe('event records of S3', () => {
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
  const record = (key: string, more: object = {}, eventName = 'ObjectCreated:Put') => ({
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: 'us-west-2',
    eventTime: '1970-01-01T00:00:00.000Z',
    eventName,
    userIdentity: { principalId: 'AIDAJDPLRKLG7UEXAMPLE' },
    requestParameters: { sourceIPAddress: '127.0.0.1' },
    responseElements: { 'x-amz-request-id': 'C3D13FE58DE4C810' },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: 'testConfigRule',
      bucket: {
        name: 'shots',
        ownerIdentity: { principalId: 'A3NL1KOZZKExample' },
        arn: 'arn:aws:s3:::shots',
      },
      object: {
        key,
        size: 1024,
        eTag: 'd41d8cd98f00b204e9800998ecf8427e',
        sequencer: '0055AED6DCD90281E5',
        ...more,
      },
    },
  });
  const ofMinio = (each: ReturnType<typeof record>) => ({
    EventName: `s3:${each.eventName}`,
    Key: `shots/${each.s3.object.key}`,
    Records: [{ ...each, eventVersion: '2.0', eventSource: 'minio:s3', eventName: `s3:${each.eventName}` }],
  });
  const message = (body: unknown) => received({ value: json(body), key: 'shots/a', headers: {} });

  const etag = 'd41d8cd98f00b204e9800998ecf8427e';
  const place = { scheme: 's3', bucket: 'shots', object: 'day 1/a+b.jpg', etag };
  it.each([
    ['of AWS', { Records: [record('day+1/a%2Bb.jpg')] }],
    ['of MinIO', ofMinio(record('day+1/a%2Bb.jpg'))],
  ])('%s are an image', (_, body) => {
    expect(read(message(body))).toMatchObject({
      source: 's3://shots',
      id: 'day 1/a+b.jpg#0055AED6DCD90281E5',
      body: { kind: 'reference', place },
    });
  });

  it('name the version of the object where there is one', () => {
    expect(read(message({ Records: [record('a', { versionId: '3/L4kqtJ' })] }))).toMatchObject({
      id: 'a#3/L4kqtJ',
      body: { place: { version: '3/L4kqtJ' } },
    });
    expect(
      read(message({ Records: [record('a', { versionId: null, sequencer: undefined })] })),
    ).toMatchObject({
      id: `a#${etag}`,
    });
  });

  it('may be spread out over lines', () => {
    const value = Buffer.from(JSON.stringify({ Records: [record('a')] }, null, 2));
    expect(read(received({ value, headers: {} }))).toMatchObject({ source: 's3://shots' });
  });

  it.each(brokerNames())(
    'of several objects are a message each on %s, which names and replays alone',
    (broker) => {
      const body = {
        Records: [record('a'), record('b'), record('gone', {}, 'ObjectRemoved:Delete'), record('c')],
      };
      const several = {
        ...message(body),
        headers: { 'seamline-image-id': 'of a letter', traceparent: '00-1' },
      };
      const { parts } = read(several) as ImageParts;
      const images = parts.map((part) => read(received({ ...(part as object), topic: 'images' })));
      expect(images.map((image) => 'id' in image && image.id)).toEqual(
        ['a', 'b', 'c'].map((key) => `${key}#0055AED6DCD90281E5`),
      );
      expect(parts.map(({ headers, key }) => ({ headers, key }))).toEqual(
        Array.from({ length: 3 }, () => ({ headers: { traceparent: '00-1' }, key: 'shots/a' })),
      );
      expect(
        new EventCodec(broker).names(received({ value: parts[1]!.value, headers: {} }), 'images-dlt'),
      ).toMatchObject({
        'seamline-image-id': 's3://shots b#0055AED6DCD90281E5',
      });
    },
  );

  it.each([
    ['deletions', { Records: [record('a', {}, 'ObjectRemoved:Delete')] }],
    ['a deletion of MinIO', ofMinio(record('a', {}, 'ObjectRemoved:Delete'))],
    ['no records', { Records: [] }],
    ['the test that S3 sends first', { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'shots' }],
    ["the test of Versity's gateway", { Bucket: 'Test-Bucket', Event: 's3:TestEvent', Service: 'S3' }],
  ])('of %s are no image', (_, body) => {
    expect(read(message(body))).toEqual({ parts: [] });
    expect(isImage(message(body))).toBe(false);
  });

  it('of one new object and deletions are an image', () => {
    const body = { Records: [record('gone', {}, 'ObjectRemoved:Delete'), record('a')] };
    expect(read(message(body))).toMatchObject({ id: 'a#0055AED6DCD90281E5' });
  });

  it.each([
    ['s3.bucket.name', { ...record('a'), s3: { bucket: {}, object: { key: 'a' } } }],
    ['eventName', { ...record('a'), eventName: 5 }],
    ['content', 'text'],
  ])('name the wrong field: %s', (field, wrong) => {
    expect(() => read(message({ Records: [wrong] }))).toThrow(`no valid ${field}`);
  });

  it('leave a wrong record among others to its own message', () => {
    const { parts } = read(message({ Records: [record('a'), { s3: {} }, record('b')] })) as ImageParts;
    expect(parts).toHaveLength(3);
    expect(() => read(received({ ...(parts[1] as object) }))).toThrow('no valid eventName');
  });

  it('refuse a key that is not encoded as a form encodes it', () => {
    expect(() => read(message({ Records: [record('100%.jpg')] }))).toThrow('s3.object.key is "100%.jpg"');
  });

  it('are not looked for in other JSON', () => {
    expect(read(received({ value: json({ image: [[1, 2]] }), headers: {} }))).toMatchObject({
      body: { kind: 'pixels' },
    });
  });
});
