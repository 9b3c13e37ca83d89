import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/configuration.js';
import { headerText, type ReceivedMessage } from '../../src/transport/broker.js';
import { BROKERS, type Brokers } from '../../src/events/transport.module.js';
import { call, predictionsOf, push } from '../support/http.js';
import { onSuiteFinished, ownSettings, startTestApplication } from '../support/test-application.js';

describe('bad input', () => {
  const onEnd = onSuiteFinished();
  let url: string;
  let brokers: Brokers;
  let topic: string;

  beforeAll(async () => {
    const settings = { ...(await ownSettings(onEnd)), MAX_RANGE: '500' };
    topic = readConfig(settings).transport.topics.images;
    const running = await startTestApplication(settings, onEnd);
    url = running.url;
    brokers = running.app.get(BROKERS);
  });

  it.each([
    ['without indexes', '', 'start_idx'],
    ['without an end', 'start_idx=0', 'end_idx'],
    ['that is no number', 'start_idx=zero&end_idx=10', 'start_idx'],
    ['that is no whole number', 'start_idx=0&end_idx=1.5', 'end_idx'],
    ['below 0', 'start_idx=-1&end_idx=10', 'start_idx'],
    ['that is empty', 'start_idx=10&end_idx=10', 'end_idx'],
    ['that runs backwards', 'start_idx=10&end_idx=5', 'end_idx'],
    ['beyond the data set', 'start_idx=9990&end_idx=10001', 'end_idx'],
    ['longer than MAX_RANGE', 'start_idx=0&end_idx=501', 'end_idx'],
  ])('a range %s is refused by name, value and allowed range', async (_, query, field) => {
    for (const method of ['GET', 'POST']) {
      const { status, body } = await call<object>(`${url}/push-to-consumer?${query}`, { method });
      expect(status).toBe(400);
      expect(body).toMatchObject({ statusCode: 400, field, message: expect.stringContaining(field) });
      expect(body).toHaveProperty('allowed');
    }
  });

  it('a broker that does not exist is answered with those that do', async () => {
    const { status, body } = await call(`${url}/rabbit/push-to-consumer?start_idx=0&end_idx=1`);
    expect([status, JSON.stringify(body)]).toEqual([404, expect.stringMatching(/embedded.*kafka.*pubsub/)]);
  });

  it('a broker that this process does not speak is answered with how to enable it', async () => {
    const { status, body } = await call(`${url}/kafka/push-to-consumer?start_idx=0&end_idx=1`);
    expect([status, JSON.stringify(body)]).toEqual([409, expect.stringContaining('BROKERS=')]);
  });

  it.each(['GET', 'POST'])('a %s from a foreign site is refused', async (method) => {
    const headers = { 'sec-fetch-site': 'cross-site' };
    const { status } = await call(`${url}/push-to-consumer?start_idx=0&end_idx=1`, { method, headers });
    expect(status).toBe(403);
  });

  it('an id that is no number is refused by the name that it has in the path', async () => {
    const { status, body } = await call(`${url}/dead-letters/abc`);
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'BAD_REQUEST', field: 'id', value: 'abc' });
    expect(body).toHaveProperty(
      'message',
      expect.stringMatching(/^id is "abc": must be a whole number from 0 /),
    );
  });

  it.each([
    ['/outcomes?before=&state=', 'before', 'limit, after'],
    ['/ledger?broker=kafka', 'broker', 'none in the query'],
    ['/requests?lmit=5', 'lmit', 'limit, before'],
    ['/push-to-consumer?start_idx=0&end_idx=1&wiat=5', 'wiat', 'start_idx, end_idx, wait'],
    ['/brokers?__proto__=x', '__proto__', 'none in the query'],
  ])(
    'a field of the query that is misspelt, as in %s, is refused with those that there are',
    async (path, field, fields) => {
      const { status, body } = await call(url + path);
      expect([status, body]).toEqual([400, expect.objectContaining({ code: 'BAD_REQUEST', field })]);
      expect(body).toHaveProperty('allowed', expect.stringContaining(fields));
    },
  );

  it.each(['/health/live?verbose', '/health/ready?_=1', '/v2/health/live?x=1', '/metrics?format=text'])(
    'a field that a supervisor or a scraper adds, as in %s, is ignored',
    async (path) => {
      expect((await fetch(url + path)).status).toBe(200);
    },
  );

  it('a request that nobody made is not found', async () => {
    expect((await call(`${url}/requests/nobody`)).status).toBe(404);
  });

  it('a message that is no image becomes a dead letter with its reason, and its neighbours are answered', async () => {
    const broker = brokers.get('embedded')!;
    const letters: ReceivedMessage[] = [];
    const group = `observer-${randomBytes(4).toString('hex')}`;
    await broker.subscribe({ topic: `${topic}-dlt`, group, maxInFlight: 10 }, async (message) => {
      letters.push(message);
    });
    const value = Buffer.from('this is no image');
    await broker.publish([
      { topic, key: 'bad', value, headers: { 'content-type': 'image/png', mine: 'kept' } },
    ]);
    const pushed = await push(url, 'push-to-consumer', 0, 50);
    expect(await predictionsOf(url, pushed)).toHaveLength(50);
    await expect.poll(() => letters.length).toBe(1);
    const [letter] = letters;
    expect([letter!.key, Buffer.from(letter!.value!), headerText(letter!, 'mine')]).toEqual([
      'bad',
      value,
      'kept',
    ]);
    expect(headerText(letter!, 'seamline-error-code')).toBe('BAD_MESSAGE');
    expect(headerText(letter!, 'seamline-error-reason')).toContain('image/png');
  });
});

describe('a broker that is away', () => {
  it('is answered with 503 within 5 seconds, and nothing is promised', async () => {
    const away = { BROKERS: 'kafka', KAFKA_BROKERS: '127.0.0.1:9', ROLES: 'api' };
    const { url } = await startTestApplication({ ...(await ownSettings()), ...away });
    const { status, body } = await call(`${url}/kafka/push-to-consumer?start_idx=0&end_idx=5`, {
      signal: AbortSignal.timeout(5_000),
    });
    expect([status, body]).toEqual([503, expect.objectContaining({ code: 'BROKER_UNAVAILABLE' })]);
  });
});
