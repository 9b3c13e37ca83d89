import { describe, expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../../src/configuration.js';
import { headerText, type ReceivedMessage } from '../../src/transport/broker.js';
import { BROKERS, type Brokers } from '../../src/events/transport.module.js';
import { call, type Pushed } from '../support/http.js';
import { keyFile } from '../support/keys.js';
import { onEveryBroker } from '../support/services/on-every-broker.js';
import {
  type CollectedSpan,
  kinds,
  type OtlpCollector,
  startOtlpCollector,
} from '../support/services/otlp-collector.js';
import { startSeamline } from '../support/services/seamline-process.js';
import { ownSettings, startTestApplication } from '../support/test-application.js';

const callersSpan = 'b7ad6b7169203331';
const traceOf = (digit: number) => `0af7651916cd43dd8448eb211c80319${digit}`;
const traceparent = (traceId: string) => `00-${traceId}-${callersSpan}-01`;

/** OpenTelemetry's names; a broker that it does not know has its own. */
const systems: Readonly<Record<string, string>> = {
  embedded: 'seamline',
  kafka: 'kafka',
  pubsub: 'gcp_pubsub',
};
const ids = (spans: readonly { readonly spanId: string }[]) => spans.map(({ spanId }) => spanId).toSorted();
const startsWith = (text: string) => (span: CollectedSpan) => span.name.startsWith(text);

interface StoredTrace {
  readonly imageId: string;
  readonly traceId?: string;
}

async function tracedSettings(): Promise<{ collector: OtlpCollector; settings: Record<string, string> }> {
  const collector = await startOtlpCollector(onTestFinished);
  const settings = {
    ...(await ownSettings()),
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  };
  return { collector, settings };
}

/** Pushes images and waits until their predictions are stored. */
async function push(url: string, query: string, traceId: string): Promise<string> {
  const init = { method: 'POST', headers: { traceparent: traceparent(traceId) } };
  const { body } = await call<Pushed>(`${url}/push-to-consumer?wait=60&${query}`, init);
  return body.requestId;
}

onEveryBroker((broker, server) => {
  describe(`a trace on ${broker}`, () => {
    it('leads from HTTP through the broker and the batches to the row of the database', async () => {
      const { collector, settings } = await tracedSettings();
      const { url, close } = await startTestApplication({ ...settings, ...server, BROKERS: broker });
      const { images, predictions } = readConfig(settings).transport.topics;
      const requestId = await push(url, 'start_idx=0&end_idx=20', traceOf(1));
      const stored = await call<StoredTrace[]>(`${url}/requests/${requestId}/predictions`);
      expect(stored.body.map(({ traceId }) => traceId)).toEqual(Array(20).fill(traceOf(1)));
      await close();

      const spans = collector.spans().filter(({ traceId }) => traceId === traceOf(1));
      const those = (name: string) => spans.filter(startsWith(name));
      const parentsOf = (name: string) =>
        ids(those(name).map(({ parentSpanId = '' }) => ({ spanId: parentSpanId })));
      const linkedBy = (name: string) => ids(those(name).flatMap(({ links }) => links));

      const [request] = those('POST /push-to-consumer');
      expect(request).toMatchObject({ kind: kinds.server, parentSpanId: callersSpan });
      expect(request?.attributes).toMatchObject({
        'http.route': '/push-to-consumer',
        'service.name': 'seamline',
      });
      const [sent] = those(`send ${images}`);
      expect(sent).toMatchObject({ kind: kinds.producer, parentSpanId: request?.spanId });
      expect(sent?.attributes).toMatchObject({
        'messaging.system': systems[broker] ?? broker,
        'messaging.operation.name': 'send',
        'messaging.operation.type': 'send',
        'messaging.destination.name': images,
        'messaging.batch.message_count': 20,
      });
      const classified = those(`process ${images}`);
      expect(classified).toHaveLength(20);
      expect(new Set(parentsOf(`process ${images}`))).toEqual(new Set([sent?.spanId]));
      expect(classified[0]).toMatchObject({ kind: kinds.consumer });
      expect(classified[0]?.attributes).toMatchObject({
        'messaging.operation.name': 'process',
        'messaging.consumer.group.name': `${settings['GROUP_ID']}.${images}`,
        'messaging.message.id': expect.any(String),
        'messaging.message.body.size': 784,
        'cloudevents.event_id': expect.stringMatching(requestId),
        'seamline.outcome': 'acknowledged',
        ...(broker !== 'pubsub' && { 'messaging.destination.partition.id': expect.stringMatching(/^\d+$/) }),
      });
      expect(linkedBy('classify')).toEqual(ids(classified));
      expect([...new Set(linkedBy(`process ${images}`))].toSorted()).toEqual(ids(those('classify')));
      expect(parentsOf(`send ${predictions}`)).toEqual(ids(classified));
      expect(parentsOf(`process ${predictions}`)).toEqual(ids(those(`send ${predictions}`)));
      expect(linkedBy('INSERT')).toEqual(ids(those(`process ${predictions}`)));
      expect(those('INSERT')[0]).toMatchObject({ kind: kinds.client });
      expect(those('INSERT')[0]?.attributes).toMatchObject({
        'db.system.name': 'sqlite',
        'db.operation.name': 'INSERT',
        'db.collection.name': 'outcomes',
      });
    });
  });
});

describe('tracing', () => {
  it('links a batch with the images of every trace in it', async () => {
    const { collector, settings } = await tracedSettings();
    const { url, close } = await startTestApplication({
      ...settings,
      BATCH_MAX_WAIT_MS: '2000',
      BATCH_SIZE: '6',
    });
    const traces = [traceOf(1), traceOf(2), traceOf(3)];
    await Promise.all(traces.map((traceId) => push(url, 'start_idx=0&end_idx=2', traceId)));
    await close();
    const [batch, ...more] = collector.spans().filter(startsWith('classify'));
    expect(more).toEqual([]);
    expect(batch?.links.map(({ traceId }) => traceId).toSorted()).toEqual(
      traces.flatMap((one) => [one, one]),
    );
    expect(batch?.attributes['messaging.batch.message_count']).toBe(6);
  });

  it('marks what became a dead letter, whose headers stay as they were', async () => {
    const { collector, settings } = await tracedSettings();
    const { app, close } = await startTestApplication(settings);
    const broker = app.get<Brokers>(BROKERS).get('embedded')!;
    const topic = String(settings['TOPIC_IMAGES']);
    const letters: ReceivedMessage[] = [];
    const subscription = { topic: `${topic}-dlt`, group: 'observer', maxInFlight: 1 };
    await broker.subscribe(subscription, async (letter) => void letters.push(letter));
    await broker.publish([
      { topic, value: Buffer.from('no picture'), headers: { traceparent: traceparent(traceOf(1)) } },
    ]);
    await expect.poll(() => letters.length, { timeout: 20_000 }).toBe(1);
    await close();
    const [process] = collector.spans().filter(({ name }) => name === `process ${topic}`);
    expect(process).toMatchObject({ traceId: traceOf(1), status: { code: 2, message: expect.any(String) } });
    expect(process?.attributes).toMatchObject({
      'error.type': 'UNSUPPORTED_CONTENT_TYPE',
      'seamline.outcome': 'dead-letter',
    });
    expect(process?.events).toMatchObject([{ name: 'exception' }]);
    const named = headerText(letters[0]!, 'traceparent');
    expect(named).toBe(`00-${traceOf(1)}-${process?.parentSpanId}-01`);
  });

  it('keeps what is replayed in its first trace, with a link to the request that replayed it', async () => {
    const { collector, settings } = await tracedSettings();
    const { app, url, close } = await startTestApplication(settings);
    const broker = app.get<Brokers>(BROKERS).get('embedded')!;
    const topic = String(settings['TOPIC_IMAGES']);
    const headers = { traceparent: traceparent(traceOf(1)) };
    await broker.publish([{ topic, value: Buffer.from('no picture'), headers }]);
    const replay = () =>
      call<{ replayed: number }>(`${url}/dead-letters/replay`, {
        method: 'POST',
        headers: { traceparent: traceparent(traceOf(2)) },
      });
    await expect.poll(async () => (await replay()).body.replayed, { timeout: 20_000 }).toBe(1);
    await close();
    const linked = collector
      .spans()
      .filter(({ traceId, links }) => traceId === traceOf(1) && links[0]?.traceId === traceOf(2));
    expect(linked).toMatchObject([{ name: `send ${topic}`, kind: kinds.producer }]);
  });

  it('begins a trace for what comes without one, and records what its caller does', async () => {
    const { collector, settings } = await tracedSettings();
    const { url, close } = await startTestApplication(settings);
    const query = 'start_idx=0&end_idx=1&wait=30';
    await call(`${url}/push-to-consumer?${query}`, { method: 'POST' });
    const unsampled = traceparent(traceOf(1)).replace(/01$/, '00');
    await call(`${url}/push-to-consumer?${query}`, { method: 'POST', headers: { traceparent: unsampled } });
    await fetch(`${url}/health/ready`);
    await close();
    const spans = collector.spans();
    const [request] = spans.filter(startsWith('POST'));
    expect(request?.parentSpanId ?? '').toBe('');
    const ofPush = spans.filter(({ traceId }) => traceId === request?.traceId).map(({ name }) => name);
    expect(ofPush).toEqual(
      expect.arrayContaining([`process ${settings['TOPIC_PREDICTIONS']}`, 'INSERT outcomes']),
    );
    expect(spans.filter(({ traceId }) => traceId === traceOf(1))).toEqual([]);
    expect(spans.filter(({ name }) => name.includes('health'))).toEqual([]);
  });

  it('records requests that are refused before their body is read, by the address that was asked', async () => {
    const { collector, settings } = await tracedSettings();
    const { file } = await keyFile(onTestFinished);
    const { url, close } = await startTestApplication({ ...settings, ROLES: 'api', API_KEYS_FILE: file });
    for (const path of ['/brokers', '/nowhere', '/%']) await fetch(url + path);
    await close();
    const asked = collector.spans().filter(({ name }) => name.startsWith('GET'));
    expect(
      asked.map(({ attributes }) => [attributes['url.path'], attributes['http.response.status_code']]),
    ).toEqual([
      ['/brokers', 401],
      ['/nowhere', 401],
      ['/%', 401],
    ]);
  });

  it('speaks protobuf by default, under the name that is set, and sends what is left when the process ends', async () => {
    const collector = await startOtlpCollector(onTestFinished);
    const service = startSeamline({
      ...(await ownSettings()),
      OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/`,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-collector-key=open%20sesame',
      OTEL_SERVICE_NAME: 'classifier-of-shoes',
      OTEL_BSP_SCHEDULE_DELAY: '600000',
    });
    const url = await service.ready;
    await push(url, 'start_idx=0&end_idx=3', traceOf(1));
    expect(collector.exports).toEqual([]);
    expect(await service.end()).toBe(0);
    const [first] = collector.exports;
    expect(first?.path).toBe('/v1/traces');
    expect(first?.headers).toMatchObject({
      'content-type': 'application/x-protobuf',
      'x-collector-key': 'open sesame',
    });
    expect(first?.body.includes('classifier-of-shoes')).toBe(true);
    expect(first?.body.includes(Buffer.from(traceOf(1), 'hex'))).toBe(true);
    expect(first?.body.includes('INSERT outcomes')).toBe(true);
  });

  it('that finds no collector says so once, and holds up neither the work nor the end', async () => {
    const settings = { ...(await ownSettings()), OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' };
    const hurried = { OTEL_BSP_SCHEDULE_DELAY: '200', OTEL_EXPORTER_OTLP_TIMEOUT: '1000' };
    const service = startSeamline({ ...settings, ...hurried });
    await push(await service.ready, 'start_idx=0&end_idx=3', traceOf(1));
    await expect.poll(() => service.output(), { timeout: 25_000 }).toContain('spans are not exported');
    expect(await service.end()).toBe(0);
    expect(service.output().match(/spans are not exported/g)).toHaveLength(1);
  });
});

describe('the variables of OpenTelemetry', () => {
  const tracing = (env: Record<string, string>) => readConfig(env).tracing;

  it('ask for no traces by default, nor where they are disabled', () => {
    const OTEL_EXPORTER_OTLP_ENDPOINT = 'http://collector:4318';
    expect(tracing({})).toBeUndefined();
    expect(tracing({ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_SDK_DISABLED: 'true' })).toBeUndefined();
    expect(tracing({ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_EXPORTER: 'none' })).toBeUndefined();
  });

  it('name the endpoint of everything, of traces alone, or none', () => {
    expect(tracing({ OTEL_TRACES_EXPORTER: 'otlp' })?.url).toBe('http://localhost:4318/v1/traces');
    expect(tracing({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:1/base/' })?.url).toBe(
      'http://c:1/base/v1/traces',
    );
    expect(tracing({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://c:1/x' })?.url).toBe('http://c:1/x');
  });

  it('keep the keys among them out of what is said of mistakes', () => {
    const wrong = { OTEL_EXPORTER_OTLP_HEADERS: 'key=hush', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' };
    expect(() => readConfig(wrong)).toThrow(
      /OTEL_EXPORTER_OTLP_PROTOCOL="grpc": must be one of http\/protobuf/,
    );
    expect(() => readConfig(wrong)).not.toThrow('hush');
  });
});
