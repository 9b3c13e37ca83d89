import { CloudEvent, emitterFor, type EmitterFunction, httpTransport, Mode } from 'cloudevents';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { call } from '../support/http.js';
import { png } from '../support/png.js';
import { withServer } from '../support/services/with-server.js';
import { onSuiteFinished, ownSettings, startTestApplication } from '../support/test-application.js';

interface Answer {
  readonly code?: string;
  readonly message?: string;
  readonly broker: string;
  readonly accepted: number;
  readonly events: readonly Readonly<Record<string, string>>[];
}

const bytes = new Uint8Array(png);
const base64 = png.toString('base64');
const binary = (changes: Record<string, string> = {}) => ({
  'ce-specversion': '1.0',
  'ce-id': 'shot-1',
  'ce-source': '/camera/7',
  'ce-type': 'org.example.shot',
  'content-type': 'image/png',
  ...changes,
});
const inJson = (changes: object = {}) => ({
  specversion: '1.0',
  id: 'shot-1',
  source: '/camera/7',
  type: 'org.example.shot',
  datacontenttype: 'image/png',
  data_base64: base64,
  ...changes,
});
const batchType = 'application/cloudevents-batch+json';

describe('CloudEvents over HTTP', () => {
  const onEnd = onSuiteFinished();
  let url: string;
  beforeAll(async () => {
    ({ url } = await startTestApplication(await ownSettings(onEnd), onEnd));
  });

  const post = (body: BodyInit, headers: HeadersInit, path = '/events') =>
    call<Answer>(url + path, { method: 'POST', body, headers });
  const outcomes = async (imageId: string) => {
    const { body } = await call<{ imageId: string }[]>(`${url}/outcomes`);
    return body.filter((outcome) => outcome.imageId === imageId);
  };
  const predicted = (imageId: string) =>
    expect.poll(() => outcomes(imageId), { timeout: 20_000 }).toMatchObject([{ state: 'predicted' }]);

  describe('of the SDK for JavaScript', () => {
    let emit: Record<'binary' | 'structured', EmitterFunction>;
    beforeAll(() => {
      const transport = httpTransport(`${url}/events`);
      emit = {
        binary: emitterFor(transport, { mode: Mode.BINARY }),
        structured: emitterFor(transport, { mode: Mode.STRUCTURED }),
      };
    });
    it.each(['binary', 'structured'] as const)('are classified in %s mode', async (mode) => {
      const picture = new CloudEvent({
        id: `é 100% ${mode}`,
        source: '/sdk',
        type: 'picture',
        subject: 'a b',
        datacontenttype: 'image/png',
        data: bytes,
      });
      await emit[mode](picture);
      await predicted(`/sdk é 100% ${mode}`);
    });
    it.each(['binary', 'structured'] as const)('may have their pixels in JSON in %s mode', async (mode) => {
      const image = Array.from({ length: 28 }, () => Array<number>(28).fill(90));
      await emit[mode](new CloudEvent({ id: mode, source: '/json', type: 'picture', data: { image } }));
      await predicted(`/json ${mode}`);
    });
  });

  it('are accepted once the broker has them, by their source and id, as the SDK for Python writes them', async () => {
    const headers = binary({
      'ce-id': '%C3%A9%20100%25',
      'ce-source': '/py',
      'ce-time': '2026-12-01T00:50:17.980242Z',
    });
    const { status, body } = await post(bytes, headers, '/embedded/events');
    expect({ status, body }).toEqual({
      status: 202,
      body: {
        broker: 'embedded',
        accepted: 1,
        events: [{ state: 'accepted', source: '/py', id: 'é 100%', imageId: '/py é 100%' }],
      },
    });
    await predicted('/py é 100%');
  });

  it('are one image however often they come, in whatever form', async () => {
    const id = 'twice';
    await post(bytes, binary({ 'ce-id': id }));
    await predicted(`/camera/7 ${id}`);
    await post(JSON.stringify(inJson({ id })), { 'content-type': 'application/cloudevents+json' });
    await post(JSON.stringify([inJson({ id })]), { 'content-type': batchType });
    await expect
      .poll(() => outcomes(`/camera/7 ${id}`), { timeout: 20_000 })
      .toMatchObject([{ state: 'predicted', repeats: 2 }]);
  });

  it('of a batch are taken without those that are wrong, and each is answered', async () => {
    const batch = [
      inJson({ id: 'b0', data_base64: base64, datacontenttype: undefined }),
      inJson({ id: 'b1', source: undefined }),
      inJson({ id: 'b2', imagewidth: 'wide', datacontenttype: 'application/octet-stream' }),
      'no event',
      inJson({ id: 'b4' }),
    ];
    const { status, body } = await post(JSON.stringify(batch), { 'content-type': batchType });
    expect(status).toBe(207);
    expect(body.accepted).toBe(2);
    expect(body.events).toMatchObject([
      { state: 'accepted', imageId: '/camera/7 b0' },
      { state: 'notSent', code: 'BAD_MESSAGE', message: 'the CloudEvent has no source' },
      { state: 'notSent', message: 'imagewidth is "wide"; allowed: 1 to 65535' },
      { state: 'notSent', message: 'the event is no JSON object' },
      { state: 'accepted', imageId: '/camera/7 b4' },
    ]);
    await predicted('/camera/7 b0');
    await predicted('/camera/7 b4');
  });

  const json = { 'content-type': 'application/json' };
  const refusals: readonly [string, BodyInit, Record<string, string>, number, RegExp][] = [
    [
      'a plain picture',
      bytes,
      { 'content-type': 'image/png' },
      400,
      /Content-Type is "image\/png": must be a Clou.*POST \/images/,
    ],
    ['plain JSON', '{"a":1}', json, 400, /Content-Type is "application\/json": must be a CloudEvent/],
    [
      'another version',
      bytes,
      binary({ 'ce-specversion': '0.3' }),
      400,
      /version is "0.3"; only 1.0 is known/,
    ],
    ['no id', bytes, binary({ 'ce-id': '' }), 400, /^id has 0 characters; allowed: 1 to 512|has no id/],
    ['a control character', bytes, binary({ 'ce-id': 'a%0Ab' }), 400, /id is "a\\nb"; control characters/],
    ['a broken encoding', bytes, binary({ 'ce-id': 'a%FF' }), 400, /header ce-id is "a%FF"; allowed: UTF-8/],
    [
      'a name that no attribute has',
      bytes,
      binary({ 'ce-my_name': 'x' }),
      400,
      /named "my_name"; allowed: a to z/,
    ],
    [
      'no picture',
      'hello',
      binary({ 'content-type': 'text/plain' }),
      415,
      /content type "text\/plain"; allowed/,
    ],
    ['no body', '', binary(), 400, /no body/],
    ['an event that is no JSON', '{', { 'content-type': 'application/cloudevents+json' }, 400, /no JSON/],
    [
      'another format',
      '<a/>',
      { 'content-type': 'application/cloudevents+xml' },
      400,
      /format .*xml" is unknown/,
    ],
    [
      'an empty batch',
      '[]',
      { 'content-type': batchType },
      400,
      /a list of 0": must be a list of 1 to 500 events/,
    ],
    ['a batch that is none', '{}', { 'content-type': batchType }, 400, /must be a list of 1 to 500 events/],
    [
      'a batch of wrong events',
      '[{},{}]',
      { 'content-type': batchType },
      400,
      /0 of 2 events were taken: .*version/,
    ],
    [
      'a picture over the limit',
      new Uint8Array(10_000_001),
      binary(),
      413,
      /10000001 bytes; at most 10000000/,
    ],
    ['a form', new FormData(), {}, 415, /no form/],
  ];
  it.each(refusals)('are refused without publishing: %s', async (...[, body, headers, status, message]) => {
    const answer = await post(body, headers);
    expect(answer.body.message).toMatch(message);
    expect(answer.status).toBe(status);
  });
});

withServer('Pub/Sub', inject('pubsub'), ({ emulatorHost }) => {
  it('An event that the broker refuses keeps no other of its batch from it', async () => {
    const settings = { ...(await ownSettings()), BROKERS: 'pubsub', PUBSUB_EMULATOR_HOST: emulatorHost };
    const { url } = await startTestApplication(settings);
    // Longer than an attribute of Pub/Sub may be.
    const batch = [inJson({ id: 'refused', source: `/${'x'.repeat(1_024)}` }), inJson({ id: 'taken' })];
    const { status, body } = await call<Answer>(`${url}/events`, {
      method: 'POST',
      body: JSON.stringify(batch),
      headers: { 'content-type': batchType },
    });
    expect({ status, events: body.events }).toMatchObject({
      status: 207,
      events: [
        { state: 'notSent', id: 'refused', code: 'BROKER_REFUSED' },
        { state: 'accepted', id: 'taken' },
      ],
    });
    const outcomes = async () => (await call<object[]>(`${url}/outcomes`)).body;
    await expect
      .poll(outcomes, { timeout: 20_000 })
      .toMatchObject([{ imageId: '/camera/7 taken', state: 'predicted' }]);
  });
});

describe('Without a broker', () => {
  it('CloudEvents are refused for now, and the answer says that none was sent', async () => {
    const settings = {
      ...(await ownSettings()),
      BROKERS: 'kafka',
      KAFKA_BROKERS: '127.0.0.1:1',
      CONNECT_TIMEOUT_MS: '500',
    };
    const { url } = await startTestApplication(settings);
    const response = await fetch(`${url}/events`, { method: 'POST', body: bytes, headers: binary() });
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
    expect(await response.json()).toMatchObject({
      code: 'BROKER_UNAVAILABLE',
      message: expect.stringMatching(/^0 of 1 events were taken: /),
      events: [{ state: 'notSent', source: '/camera/7', id: 'shot-1', code: 'BROKER_UNAVAILABLE' }],
    });
  });
});
