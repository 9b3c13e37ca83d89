import { once } from 'node:events';
import { PubSub } from '@google-cloud/pubsub';
import {
  CloudEvent,
  emitterFor,
  HTTP,
  httpTransport,
  Mode,
  Kafka as KafkaBinding,
  type KafkaMessage,
} from 'cloudevents';
import { type IHeaders, Kafka, logLevel, type Message } from 'kafkajs';
import { beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { readConfig } from '../../src/configuration.js';
import { BROKERS, type Brokers } from '../../src/events/transport.module.js';
import { call } from '../support/http.js';
import { png } from '../support/png.js';
import { produceByConsole } from '../support/services/console-producer.js';
import { withServer } from '../support/services/with-server.js';
import { onSuiteFinished, ownSettings, startTestApplication } from '../support/test-application.js';

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const hop = '00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01';
const grey = Array.from({ length: 28 }, () => Array<number>(28).fill(90));

const timeout = 30_000;
/** Keeps Google's library from looking for credentials outside. */
const clientOptions = { universeDomain: 'googleapis.com' };

withServer('Kafka', inject('kafka'), ({ brokers }) => {
  describe('on Kafka', () => {
    const onEnd = onSuiteFinished();
    const kafka = new Kafka({ brokers, logLevel: logLevel.NOTHING });
    const producer = kafka.producer();
    const seen: KafkaMessage<unknown>[] = [];
    const images: KafkaMessage<unknown>[] = [];
    let topic: string;
    let url: string;

    const send = (message: Message) => producer.send({ topic, messages: [message] });
    const read = async (id: string) => {
      const isIt = ({ headers, value }: KafkaMessage<unknown>) =>
        [headers['ce_id'], headers['ce_imageeventid']].includes(id) ||
        String(value).includes(`"imageKey":${JSON.stringify(id)}`);
      await expect.poll(() => seen.some(isIt), { timeout }).toBe(true);
      return seen.find(isIt)!;
    };

    beforeAll(async () => {
      const settings = { ...(await ownSettings(onEnd)), BROKERS: 'kafka', KAFKA_BROKERS: brokers.join(',') };
      const { topics } = readConfig(settings).transport;
      topic = topics.images;
      const started = await startTestApplication(settings, onEnd);
      url = started.url;
      const broker = started.app.get<Brokers>(BROKERS).get('kafka')!;
      await broker.connect();
      const answers = [topics.predictions, `${topic}-dlt`, topic];
      for (const one of [topic, ...answers]) await broker.admin.createTopic(one);
      const consumer = kafka.consumer({ groupId: `${topic}-reader` });
      await Promise.all([producer.connect(), consumer.connect()]);
      onEnd(async () => void (await Promise.all([producer.disconnect(), consumer.disconnect()])));
      await consumer.subscribe({ topics: answers, fromBeginning: true });
      await consumer.run({
        eachMessage: async ({ topic: from, message }) =>
          void (from === topic ? images : seen).push(toSdk(message)),
      });
    });

    it('a bare kafkajs producer is answered with an event that the CloudEvents SDK reads', async () => {
      await send({ key: 'from kafkajs', value: png });
      const event = KafkaBinding.toEvent(await read('from kafkajs')) as CloudEvent<unknown>;
      expect(event.validate()).toBe(true);
      expect(event).toMatchObject({
        id: expect.stringMatching(`^/kafka/${topic} \\d/\\d+/\\d+$`),
        type: 'seamline.prediction.v1',
        model: 'fashion-mnist',
        imagesource: `/kafka/${topic}`,
        data: { imageId: event.id, imageKey: 'from kafkajs', label: expect.any(String), broker: 'kafka' },
      });
    });

    it("Kafka's own console producer is answered", async () => {
      const headers =
        'content-type:application/json,ce_specversion:1.0,ce_id:typed,ce_source:/shell,ce_type:picture';
      await produceByConsole(
        brokers.join(','),
        topic,
        `${headers}\tsome key\t${JSON.stringify({ image: grey })}`,
      );
      expect(KafkaBinding.toEvent(await read('typed'))).toMatchObject({
        data: { imageId: '/shell typed', imageKey: 'some key' },
      });
    });

    it.each(['binary', 'structured'] as const)('the SDK in %s mode is answered', async (mode) => {
      const event = new CloudEvent({
        id: mode,
        source: '/sdk',
        type: 'picture',
        datacontenttype: 'application/json',
        data: { image: grey },
        traceparent,
      });
      const { value, headers } = KafkaBinding[mode](event);
      // The SDK names attributes that the event has not; kafkajs does not take their undefined.
      const given = Object.entries(headers).filter(([, header]) => header !== undefined);
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      await send({ value: text, headers: Object.fromEntries(given) as IHeaders });
      const answer = await read(mode);
      expect(KafkaBinding.toEvent(answer)).toMatchObject({
        id: `/sdk ${mode}`,
        imagesource: '/sdk',
        imageeventid: mode,
        traceparent,
        data: { imageId: `/sdk ${mode}` },
      });
      expect(answer.headers).toMatchObject({ traceparent });
    });

    it('the SDK over HTTP is answered as on the broker, and once however often it sends', async () => {
      const event = new CloudEvent({
        id: 'http',
        source: '/sdk',
        type: 'picture',
        subject: 'a boot',
        datacontenttype: 'image/png',
        data: new Uint8Array(png),
        shelf: '7',
        traceparent,
      });
      const emit = emitterFor(httpTransport(`${url}/events`), { mode: Mode.BINARY });
      await emit(event, { headers: { traceparent: hop } });
      await emit(event);
      const isIt = ({ headers }: KafkaMessage<unknown>) => headers['ce_id'] === 'http';
      await expect.poll(() => images.filter(isIt), { timeout }).toHaveLength(2);
      expect(images.find(isIt)?.headers).toMatchObject({
        ce_specversion: '1.0',
        ce_source: '/sdk',
        ce_type: 'picture',
        ce_subject: 'a boot',
        ce_shelf: '7',
        ce_traceparent: traceparent,
        'content-type': 'image/png',
      });
      const answers = () => seen.filter(({ headers }) => headers['ce_id'] === '/sdk http');
      await expect.poll(answers, { timeout }).not.toHaveLength(0);
      expect(KafkaBinding.toEvent(answers()[0]!)).toMatchObject({
        id: '/sdk http',
        imagesource: '/sdk',
        imageeventid: 'http',
        traceparent,
        data: { imageId: '/sdk http', broker: 'kafka' },
      });
      const outcomes = async () => (await call<object[]>(`${url}/outcomes`)).body;
      const outcome = { imageId: '/sdk http', state: 'predicted', repeats: 1 };
      await expect.poll(outcomes, { timeout }).toContainEqual(expect.objectContaining(outcome));
    });

    it('a trace keeps its start and its hop on the way to the prediction and to the dead letter', async () => {
      const traced = {
        ce_specversion: '1.0',
        ce_source: '/sdk',
        ce_type: 'picture',
        ce_traceparent: traceparent,
        traceparent: hop,
      };
      await send({ key: null, value: png, headers: { ...traced, ce_id: 'good' } });
      await send({ key: null, value: 'no picture', headers: { ...traced, ce_id: 'bad' } });
      const expected = { ce_traceparent: traceparent, traceparent: hop };
      expect((await read('good')).headers).toMatchObject(expected);
      expect((await read('bad')).headers).toMatchObject({
        ...expected,
        'seamline-error-code': 'UNSUPPORTED_CONTENT_TYPE',
      });
    });

    it.each([
      ['at no time', '-1'],
      ['in 1970', '0'],
      ['long before any date', '-9000000000000000000'],
    ])('an image that was sent %s by its clock is answered, or a dead letter', async (id, timestamp) => {
      await send({ key: id, value: png, timestamp });
      const bad = { ce_specversion: '1.0', ce_source: '/clock', ce_type: 'picture', ce_id: `bad ${id}` };
      await send({ value: 'no picture', timestamp, headers: bad });
      expect((await read(`bad ${id}`)).headers).toHaveProperty('seamline-error-code');
      const data = { imageKey: id, timings: { brokerMs: expect.any(Number) } };
      expect(KafkaBinding.toEvent(await read(id))).toMatchObject({ data });
    });
  });
});

withServer('Pub/Sub', inject('pubsub'), ({ emulatorHost }) => {
  it("on Pub/Sub a publisher with Google's client is answered with an event that the CloudEvents SDK reads", async () => {
    const settings = { ...(await ownSettings()), BROKERS: 'pubsub', PUBSUB_EMULATOR_HOST: emulatorHost };
    const { topics } = readConfig(settings).transport;
    await startTestApplication(settings);
    const client = new PubSub({
      projectId: 'seamline',
      apiEndpoint: emulatorHost,
      emulatorMode: true,
      clientOptions,
    });
    onTestFinished(() => client.close());
    const exists = async () => (await client.topic(topics.predictions).exists())[0];
    await expect.poll(exists, { timeout }).toBe(true);
    const [subscription] = await client
      .topic(topics.predictions)
      .createSubscription(`${topics.predictions}-reader`);
    const arrived = once(subscription, 'message');
    const attributes = {
      'ce-specversion': '1.0',
      'ce-id': 'from google',
      'ce-source': '/g',
      'ce-type': 'picture',
    };
    await client.topic(topics.images).publishMessage({
      data: png,
      attributes: { ...attributes, 'content-type': 'image/png', googclient_traceparent: traceparent },
    });
    const [message] = (await arrived) as [{ data: Buffer; attributes: Record<string, string>; ack(): void }];
    message.ack();
    expect(message.attributes).toMatchObject({ traceparent, 'ce-traceparent': traceparent });
    // The SDK has no binding for Pub/Sub; that of HTTP has the same names.
    const event = HTTP.toEvent({ headers: message.attributes, body: message.data.toString() });
    expect(event).toMatchObject({
      id: '/g from google',
      data: { imageId: '/g from google', imageEventId: 'from google', broker: 'pubsub' },
    });
  });
});

/** As the SDK wants it: text headers, and the key and the body as text. */
function toSdk({
  key,
  value,
  headers,
}: {
  key: Buffer | null;
  value: Buffer | null;
  headers?: IHeaders | undefined;
}) {
  const texts = Object.entries(headers ?? {}).map(([name, one]) => [name, String(one)]);
  const body = value?.toString() ?? '';
  return {
    key: key?.toString() ?? '',
    value: body,
    body,
    headers: Object.fromEntries(texts),
  } as KafkaMessage<unknown>;
}
