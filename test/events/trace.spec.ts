import { beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/configuration.js';
import { type Broker, headerText, type ReceivedMessage } from '../../src/transport/broker.js';
import { BROKERS, type Brokers } from '../../src/events/transport.module.js';
import { call, type Pushed } from '../support/http.js';
import { onSuiteFinished, ownSettings, startTestApplication } from '../support/test-application.js';

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('a request over HTTP', () => {
  const onEnd = onSuiteFinished();
  const predictions: ReceivedMessage[] = [];
  let url: string;

  beforeAll(async () => {
    const settings = await ownSettings(onEnd);
    const running = await startTestApplication(settings, onEnd);
    url = running.url;
    const broker: Broker = running.app.get<Brokers>(BROKERS).get('embedded')!;
    const topic = readConfig(settings).transport.topics.predictions;
    await broker.connect();
    await broker.subscribe({ topic, group: 'observer', maxInFlight: 10 }, async (message) => {
      predictions.push(message);
    });
  });

  /** The traces of the request's predictions: extension and header of each, the same ones once. */
  async function tracesOf(headers: Record<string, string>): Promise<string[]> {
    const init = { method: 'POST', headers };
    const { body } = await call<Pushed>(`${url}/push-to-consumer?start_idx=0&end_idx=20`, init);
    const own = () => predictions.filter((one) => headerText(one, 'ce_requestid') === body.requestId);
    await expect.poll(() => own().length, { timeout: 20_000 }).toBe(20);
    const names = ['ce_traceparent', 'traceparent'];
    return [...new Set(own().flatMap((one) => names.map((name) => headerText(one, name) ?? 'none')))];
  }

  it('gives its trace to every prediction', async () => {
    expect(await tracesOf({ traceparent })).toEqual([traceparent]);
  });

  it('that brings no trace, or none that is valid, begins one of its own', async () => {
    const [first, second] = [await tracesOf({}), await tracesOf({ traceparent: 'none' })];
    for (const traces of [first, second]) {
      expect(traces).toEqual([expect.stringMatching(/^00-[\da-f]{32}-[\da-f]{16}-01$/)]);
    }
    expect(first).not.toEqual(second);
  });
});
