import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/configuration.js';
import { encodeImageEvent } from '../../src/events/image.codec.js';
import type { Broker, HeaderValue, ReceivedMessage } from '../../src/transport/broker.js';
import { headerText } from '../../src/transport/broker.js';
import { BROKERS, type Brokers } from '../../src/events/transport.module.js';
import { call } from '../support/http.js';
import {
  type InferAnswer,
  outputOf,
  pixelRequest,
  post,
  randomImages,
} from '../support/inference/requests.js';
import { onEveryBroker } from '../support/services/on-every-broker.js';
import { onSuiteFinished, ownSettings, startTestApplication } from '../support/test-application.js';
import type { BrokerName } from '../../src/transport/drivers/index.js';

const rows = 7;
const timeout = 20_000;
const json = (value: unknown) => Buffer.from(JSON.stringify(value));

/** The event form, the same on every broker. */
function cases(name: BrokerName, servers: Record<string, string>): void {
  describe(`an inference request as an event on ${name}`, () => {
    const onEnd = onSuiteFinished();
    const replies = `replies-${randomBytes(4).toString('hex')}`;
    const heard: Record<'replies' | 'predictions' | 'letters', ReceivedMessage[]> = {
      replies: [],
      predictions: [],
      letters: [],
    };
    let url: string;
    let broker: Broker;
    let topic: string;
    let images: string;

    beforeAll(async () => {
      const settings = {
        ...(await ownSettings(onEnd)),
        MODELS: 'fashion-mnist@1',
        BROKERS: name,
        REPLY_TOPICS: 'replies-*',
        ...servers,
      };
      const { topics } = readConfig(settings).transport;
      topic = topics.inference;
      images = topics.images;
      const running = await startTestApplication(settings, onEnd);
      url = running.url;
      broker = running.app.get<Brokers>(BROKERS).get(name) as Broker;
      const places = { replies, predictions: topics.predictions, letters: `${topic}-dlt` };
      for (const [place, from] of Object.entries(places)) {
        const group = `${replies}-${place}`;
        await broker.subscribe({ topic: from, group, maxInFlight: 10 }, async (message) => {
          heard[place as keyof typeof heard].push(message);
        });
      }
    });

    const send = (key: string, value: Uint8Array, headers: Record<string, HeaderValue> = {}) =>
      broker.publish([
        { topic, key, value, headers: { 'reply-to': replies, 'correlation-id': `for ${key}`, ...headers } },
      ]);
    const replyTo = async (key: string): Promise<ReceivedMessage> => {
      const isIt = (message: ReceivedMessage) => headerText(message, 'correlation-id') === `for ${key}`;
      await expect.poll(() => heard.replies.some(isIt), { timeout }).toBe(true);
      return heard.replies.find(isIt) as ReceivedMessage;
    };
    const idOf = (message: ReceivedMessage) => headerText(message, 'ce_id') ?? headerText(message, 'ce-id');
    const cloudEvent = (id: string, more: Record<string, string> = {}) => {
      const prefix = name === 'pubsub' ? 'ce-' : 'ce_';
      const attributes = { specversion: '1.0', id, source: '/test', type: 'inference', ...more };
      return Object.fromEntries(Object.entries(attributes).map(([key, value]) => [prefix + key, value]));
    };

    it('is answered once at its reply-to, and each row is a prediction of its own', async () => {
      const pixels = randomImages(rows);
      await send(
        'good',
        json(pixelRequest(pixels, { id: 'mine' })),
        cloudEvent('good', { model: 'fashion-mnist' }),
      );
      const answer = JSON.parse(Buffer.from((await replyTo('good')).value ?? []).toString()) as InferAnswer;
      expect(answer).toMatchObject({ model_name: 'fashion-mnist', model_version: '1', id: 'mine' });
      const direct = (await post(`${url}/v2/models/fashion-mnist/infer`, pixelRequest(pixels))).body;
      expect(outputOf(answer, 'label')).toEqual(outputOf(direct, 'label'));
      const ids = Array.from({ length: rows }, (_, row) => `/test good/${row}`);
      const predicted = () => heard.predictions.map(idOf).filter((id) => id?.startsWith('/test good/'));
      await expect.poll(() => predicted().toSorted(), { timeout }).toEqual(ids);
      await expect
        .poll(async () => (await call(`${url}/requests/good`)).body, { timeout })
        .toMatchObject({ requested: rows, accepted: rows, predicted: rows, dead: 0, verdict: 'complete' });
      const { body } = await call<{ label: string }[]>(`${url}/requests/good/predictions`);
      expect(body.map(({ label }) => label)).toEqual(outputOf(answer, 'label'));
    });

    it('beside an image that wants its answer somewhere: that one is answered there, and is in the ledger', async () => {
      const body = { kind: 'pixels', width: 28, height: 28, channels: 1, bytes: randomImages(1) } as const;
      const event = { id: 'asking', requestId: 'asking', imageIndex: 0, body };
      const { headers, ...image } = encodeImageEvent(event, name, images);
      const asking = { 'reply-to': replies, 'correlation-id': 'for asking', pattern: 'predictions' };
      await broker.publish([{ ...image, headers: { ...headers, ...asking } }]);
      expect(idOf(await replyTo('asking'))).toBe('asking');
      await expect
        .poll(async () => (await call(`${url}/requests/asking`)).body, { timeout })
        .toMatchObject({ predicted: 1, dead: 0, verdict: 'complete' });
    });

    it('may carry its tensors as bytes behind the JSON part, and name its model as MLServer does', async () => {
      const shape = [2, 28, 28, 1];
      const head = json({
        inputs: [{ name: 'image', datatype: 'UINT8', shape, parameters: { binary_data_size: 1568 } }],
        parameters: { binary_data_output: true },
        outputs: [{ name: 'class_index' }],
      });
      await send('binary', Buffer.concat([head, randomImages(2)]), {
        'inference-header-content-length': String(head.length),
        'mlserver-model': 'fashion-mnist',
        'mlserver-version': '1',
      });
      const reply = await replyTo('binary');
      const length = Number(headerText(reply, 'inference-header-content-length'));
      const value = Buffer.from(reply.value ?? []);
      expect(JSON.parse(value.subarray(0, length).toString())).toMatchObject({
        outputs: [{ name: 'class_index', shape: [2], parameters: { binary_data_size: 8 } }],
      });
      expect(value.length).toBe(length + 8);
    });

    it.each([
      ['is no JSON', 'text', Buffer.from('hello'), 'BAD_REQUEST'],
      ['has another shape', 'shape', json({ inputs: [] }), 'BAD_REQUEST'],
      ['names a model that there is not', 'model', json(pixelRequest(randomImages(1))), 'UNKNOWN_MODEL'],
    ])(
      'that %s is one dead letter with its reason, and its sender hears of it',
      async (_, key, value, code) => {
        await send(key, value, cloudEvent(key, code === 'UNKNOWN_MODEL' ? { model: 'nobody' } : {}));
        expect(headerText(await replyTo(key), 'seamline-error-code')).toBe(code);
        const letters = () => heard.letters.filter((letter) => idOf(letter) === key);
        await expect.poll(() => letters().length, { timeout }).toBe(1);
        expect(headerText(letters()[0] as ReceivedMessage, 'seamline-error-code')).toBe(code);
        await expect
          .poll(async () => JSON.stringify((await call(`${url}/dead-letters`)).body), { timeout })
          .toContain(`"requestId":"${key}"`);
      },
    );

    it('that is a dead letter may be replayed, and is no image in flight', async () => {
      const { body } = await call<{ id: number; requestId: string }[]>(
        `${url}/dead-letters?code=UNKNOWN_MODEL`,
      );
      const letter = body.find(({ requestId }) => requestId === 'model');
      expect((await call(`${url}/dead-letters/${letter?.id}/replay`, { method: 'POST' })).status).toBe(202);
      const letters = () => heard.letters.filter((one) => idOf(one) === 'model');
      await expect.poll(() => letters().length, { timeout }).toBe(2);
      expect((await call(`${url}/ledger`)).body).toMatchObject({ dead: 0, inFlight: 0 });
    });
  });
}

onEveryBroker(cases);
