import { CloudEvent, HTTP, Kafka } from 'cloudevents';
import { describe, expect, it } from 'vitest';
import { received } from '../../test/support/received.js';
import { encodeCloudEvent, readAttributes } from './cloud-event.js';

const event = {
  id: 'r1/7',
  source: '/seamline/publisher',
  type: 'seamline.image.v1',
  datacontenttype: 'application/octet-stream',
  extensions: { requestid: 'r1', imageindex: '7', partitionkey: undefined },
  data: new Uint8Array([0, 255, 7]),
};

describe('CloudEvents', () => {
  it('travel on Kafka as ce_ headers, with the data as it is', () => {
    const { headers, value, key } = encodeCloudEvent(event, 'kafka');
    expect(headers).toEqual({
      ce_specversion: '1.0',
      ce_id: 'r1/7',
      ce_source: '/seamline/publisher',
      ce_type: 'seamline.image.v1',
      ce_requestid: 'r1',
      ce_imageindex: '7',
      'content-type': 'application/octet-stream',
    });
    expect([key, value]).toEqual(['r1/7', event.data]);
  });

  it('travel on Pub/Sub as ce- attributes, with both names of the content type', () => {
    const { headers } = encodeCloudEvent(event, 'pubsub');
    expect(headers).toMatchObject({ 'ce-id': 'r1/7', 'content-type': 'application/octet-stream' });
    expect(headers).toHaveProperty('ce-datacontenttype', 'application/octet-stream');
  });

  it('are understood by the CloudEvents SDK', () => {
    const { headers, value, key } = encodeCloudEvent(
      { ...event, datacontenttype: 'application/json', data: Buffer.from('{"a":1}') },
      'kafka',
    );
    const message = { headers: headers as Record<string, string>, value, key: key as string, body: value };
    const decoded = Kafka.toEvent(message);
    expect(decoded).toMatchObject({
      id: 'r1/7',
      source: '/seamline/publisher',
      requestid: 'r1',
      imageindex: '7',
    });
  });

  it('are read as the SDK writes them, in binary and in structured mode', () => {
    const written = new CloudEvent({
      id: 'x',
      source: '/camera',
      type: 'picture',
      requestid: 'q',
      data: { image: [[1]] },
    });
    const binary = Kafka.binary(written);
    const structured = HTTP.structured(written);
    for (const message of [
      received({
        headers: binary.headers as Record<string, string>,
        value: Buffer.from(JSON.stringify(binary.value)),
      }),
      received({
        headers: structured.headers as Record<string, string>,
        value: Buffer.from(structured.body as string),
      }),
    ]) {
      const attributes = readAttributes(message);
      expect(['id', 'source', 'type', 'requestid'].map((name) => attributes.get(name))).toEqual([
        'x',
        '/camera',
        'picture',
        'q',
      ]);
      expect(JSON.parse(Buffer.from(attributes.data ?? []).toString())).toEqual({ image: [[1]] });
    }
  });

  it('carry binary data in structured mode as base64', () => {
    const value = Buffer.from(
      JSON.stringify({
        specversion: '1.0',
        id: 'a',
        source: 'b',
        type: 'c',
        datacontenttype: 'image/png',
        data_base64: 'AAEC',
      }),
    );
    const attributes = readAttributes(
      received({ headers: { 'content-type': 'Application/CloudEvents+JSON; charset=UTF-8' }, value }),
    );
    expect(attributes.contentType).toBe('image/png');
    expect([...(attributes.data ?? [])]).toEqual([0, 1, 2]);
  });

  it.each([
    ['another version', { ce_specversion: '0.3', ce_id: 'x' }, 'the CloudEvents version is "0.3"'],
    ['a batch', { 'content-type': 'application/cloudevents-batch+json' }, 'event format'],
    ['a structured event that is no JSON', { 'content-type': 'application/cloudevents+json' }, 'no JSON'],
  ])('refuse %s', (_, headers, reason) => {
    expect(() => readAttributes(received({ headers, value: Buffer.from('[') }))).toThrow(reason);
  });
});
