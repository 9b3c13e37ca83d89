import { beforeAll, describe, expect, inject, it, vi } from 'vitest';
import type { ReceivedMessage } from '../../../src/transport/broker.js';
import { BROKERS, type Brokers } from '../../../src/events/transport.module.js';
import { push } from '../../support/http.js';
import { withServer } from '../../support/services/with-server.js';
import { onSuiteFinished, ownSettings, startTestApplication } from '../../support/test-application.js';
import { mistakes } from './json-schema.js';

type Json = Record<string, unknown>;
interface AsyncApi {
  readonly channels: Record<
    string,
    { address: string; servers: { $ref: string }[]; messages: Record<string, unknown> }
  >;
  readonly components: { messages: Record<string, { headers: object; payload: object }> };
}

const getJson = async <T>(url: string) => (await (await fetch(url)).json()) as T;
const timeout = 60_000;

/** A header as the contract describes it: integers as numbers, everything else as text. */
function shown(name: string, value: unknown): unknown {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  if (!(first instanceof Uint8Array)) return first;
  const bytes = Buffer.from(first);
  const isInteger = /^kafka_(dlt-original-(partition|offset|timestamp)|deliveryAttempt)$/.test(name);
  if (isInteger) return bytes.length === 4 ? bytes.readInt32BE() : Number(bytes.readBigInt64BE());
  return bytes.toString();
}

function fitsItsContract(
  broker: 'embedded' | 'kafka' | 'pubsub',
  server: Readonly<Record<string, string>>,
): void {
  describe(`What travels on ${broker}`, () => {
    const onEnd = onSuiteFinished();
    const captured: ReceivedMessage[] = [];
    let url: string;
    let contract: AsyncApi;
    let settings: Record<string, string>;

    beforeAll(async () => {
      settings = await ownSettings(onEnd);
      const running = await startTestApplication(
        { ...settings, BROKERS: broker, REPLY_TOPICS: 'answers-*', ...server },
        onEnd,
      );
      url = running.url;
      contract = await getJson<AsyncApi>(`${url}/asyncapi.json`);
      const client = running.app.get<Brokers>(BROKERS).get(broker)!;
      const {
        TOPIC_IMAGES: images = '',
        TOPIC_PREDICTIONS: said = '',
        TOPIC_INFERENCE: asked = '',
      } = settings;
      const answers = `answers-${images}`;
      for (const topic of [images, `${images}-dlt`, said, asked, `${asked}-dlt`, answers]) {
        const subscription = { topic, group: `observer-${images}`, maxInFlight: 10 };
        await client.subscribe(subscription, async (message) => void captured.push(message));
      }
      await push(url, 'push-to-consumer', 0, 5);
      const picture = Buffer.from(await (await fetch(`${url}/dataset/images/0`)).arrayBuffer());
      const inputs = [{ name: 'image', datatype: 'BYTES', shape: [1], data: [picture.toString('base64')] }];
      const value = Buffer.from(JSON.stringify({ inputs }));
      const headers = { 'reply-to': answers, 'correlation-id': 'mine' };
      const prefix = broker === 'pubsub' ? 'ce-' : 'ce_';
      const event = {
        specversion: '1.0',
        id: 'asked',
        source: '/test',
        type: 'seamline.inference.request.v1',
      };
      const attributes = Object.fromEntries(
        Object.entries(event).map(([name, text]) => [prefix + name, text]),
      );
      await client.publish([
        { topic: images, key: 'broken', value: Buffer.from('no picture'), headers: {} },
        {
          topic: asked,
          key: 'asked',
          value,
          headers: { ...attributes, ...headers, 'content-type': 'application/json' },
        },
        { topic: asked, key: 'bad', value: Buffer.from('{'), headers: {} },
      ]);
      const seen = (topic: string) => captured.filter((message) => message.topic === topic).length;
      await vi.waitUntil(() => seen(said) >= 6, timeout);
      for (const topic of [`${images}-dlt`, `${asked}-dlt`, answers]) {
        await vi.waitUntil(() => seen(topic) >= 1, timeout);
      }
    }, 180_000);

    /** The message that the document has for a topic on this broker. */
    function messageOf(topic: string): { headers: object; payload: object } {
      const channel = Object.entries(contract.channels).find(([id, { address, servers }]) => {
        const isHere = servers.some(({ $ref }) => $ref === `#/servers/${broker}`);
        const isIt = address === topic || address?.endsWith(`/topics/${topic}`);
        return isHere && (isIt || (topic.startsWith('answers-') && id.startsWith('inference-answer')));
      })![1];
      const [event] = Object.keys(channel.messages);
      return contract.components.messages[`${event}.${broker === 'pubsub' ? 'pubsub' : 'kafka'}`]!;
    }

    it('fits the headers and the payload of its AsyncAPI message', () => {
      // What the test itself has published wrongly is no event.
      const events = captured.filter(
        ({ headers, topic }) => Object.keys(headers).length > 0 || topic.endsWith('-dlt'),
      );
      expect(new Set(events.map(({ topic }) => topic)).size).toBe(6);
      for (const { topic, headers, value } of events) {
        const message = messageOf(topic);
        const texts = Object.fromEntries(
          Object.entries(headers).map(([name, each]) => [name, shown(name, each)]),
        );
        expect([topic, mistakes(message.headers, texts)]).toEqual([topic, []]);
        if (topic.endsWith('-dlt') || texts['content-type'] !== 'application/json') continue;
        const payload: unknown = JSON.parse(Buffer.from(value ?? []).toString());
        expect([topic, mistakes(message.payload, payload)]).toEqual([topic, []]);
      }
    });

    it('fits the schemas that are served, and would not fit without a field', async () => {
      const schema = await getJson<Json>(`${url}/schemas/prediction.json`);
      const { TOPIC_PREDICTIONS: said } = settings;
      const predictions = captured.filter(({ topic }) => topic === said);
      for (const { value } of predictions) {
        const prediction = JSON.parse(Buffer.from(value ?? []).toString()) as Json;
        expect(mistakes(schema, prediction)).toEqual([]);
        expect(mistakes(schema, { ...prediction, label: undefined })).toEqual([
          " must have required property 'label'",
        ]);
        expect(mistakes(schema, { ...prediction, confidence: 2 })).toEqual(['/confidence must be <= 1']);
      }
    });

    it('has a schema behind each link of the list, and an answer for those that are none', async () => {
      const links = await getJson<string[]>(`${url}/schemas`);
      expect(links).toContain('/schemas/dead-letter.headers.json');
      for (const link of links) {
        expect(await getJson(url + link)).toMatchObject({ $schema: expect.stringContaining('draft-07') });
      }
      const missing = await fetch(`${url}/schemas/nothing.json`);
      expect(missing.status).toBe(404);
      expect(await missing.json()).toMatchObject({
        code: 'NOT_FOUND',
        message: expect.stringContaining('prediction.json'),
      });
    });
  });
}

fitsItsContract('embedded', {});

withServer('kafka', inject('kafka'), ({ brokers }) =>
  fitsItsContract('kafka', { KAFKA_BROKERS: brokers.join(',') }),
);

withServer('pubsub', inject('pubsub'), ({ emulatorHost }) =>
  fitsItsContract('pubsub', { PUBSUB_EMULATOR_HOST: emulatorHost }),
);
