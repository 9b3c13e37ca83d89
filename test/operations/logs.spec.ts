import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createBroker } from '../../src/transport/open/create-broker.js';
import { bearer, keyFile } from '../support/keys.js';
import { type SeamlineProcess, startSeamline } from '../support/services/seamline-process.js';
import { ownSettings } from '../support/test-application.js';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const traceparent = `00-${traceId}-b7ad6b7169203331-01`;

type Line = Readonly<Record<string, unknown>>;

const linesOf = (service: SeamlineProcess): Line[] =>
  service
    .output()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

/** A line of the log by what it says, once it is there. */
async function lineOf(service: SeamlineProcess, says: RegExp): Promise<Line> {
  const find = () => linesOf(service).find(({ msg }) => says.test(String(msg)));
  await expect.poll(find, { timeout: 20_000 }).toBeDefined();
  return find() as Line;
}

describe('the log', () => {
  it('is one JSON object a line where nobody watches, with time, level and context', async () => {
    const service = startSeamline({ ...(await ownSettings()), ROLES: 'api' });
    await service.ready;
    const line = await lineOf(service, /ready after/);
    expect(line).toMatchObject({ level: 'info', context: 'Start' });
    expect(new Date(String(line['time'])).getTime()).toBeGreaterThan(Date.now() - 60_000);
    expect(await service.end()).toBe(0);
    expect(linesOf(service).length).toBeGreaterThan(1);
  });

  it('is for people with LOG_FORMAT=pretty', async () => {
    const service = startSeamline({ ...(await ownSettings()), ROLES: 'api', LOG_FORMAT: 'pretty' });
    await service.ready;
    expect(service.output()).toMatch(/^\[Seamline\] \d+ .* LOG \[Start\] open http:/m);
  });

  it('names the event, its request and its trace in what it says of a message', async () => {
    const settings = await ownSettings();
    const topic = String(settings['TOPIC_IMAGES']);
    const service = startSeamline({ ...settings, ROLES: 'classifier' });
    await service.ready;
    const file = join(String(settings['DATA_DIR']), 'broker.db');
    const broker = await createBroker('embedded', { settings: { file } });
    onTestFinished(() => broker.close());
    const event = {
      specversion: '1.0',
      id: 'r/7',
      source: '/test',
      type: 'image',
      requestid: 'r',
      traceparent,
    };
    const headers = Object.fromEntries(Object.entries(event).map(([name, text]) => [`ce_${name}`, text]));
    await broker.publish(topic, [{ value: Buffer.from('no picture'), headers }]);
    const line = await lineOf(service, /-dlt/);
    expect(line).toMatchObject({ level: 'warn', eventId: '/test r/7', requestId: 'r', traceId });
    expect(line).not.toHaveProperty('httpRequestId');
  });

  it('names the request over HTTP in what it says of it, by the name that its caller gave', async () => {
    const settings = await ownSettings();
    const { file, keys } = await keyFile(onTestFinished);
    const key = keys.operate;
    const service = startSeamline({ ...settings, API_KEYS_FILE: file, ROLES: 'api' });
    const url = await service.ready;
    const replay = async (headers: Record<string, string>) => {
      const body = JSON.stringify({ ids: ['1'] });
      const sent = { 'x-api-key': key, 'content-type': 'application/json', ...headers };
      const { headers: answered } = await fetch(`${url}/dead-letters/replay`, {
        method: 'POST',
        body,
        headers: sent,
      });
      return answered.get('x-request-id');
    };
    expect(await replay({ 'x-request-id': 'call-17', traceparent })).toBe('call-17');
    expect(await lineOf(service, /replay/)).toMatchObject({ httpRequestId: 'call-17', traceId });
    const own = await replay({ 'x-request-id': 'two\twords' });
    expect(own).toMatch(/^[\da-f-]{36}$/);
    await expect.poll(() => linesOf(service).some((line) => line['httpRequestId'] === own)).toBe(true);
    expect(service.output()).not.toContain(key);
  });

  it('shows no secret, whatever fails', async () => {
    const password = 'correct-horse/battery';
    const secrets = [password, encodeURIComponent(password), 'sasl-secret', 'sl_own-key', 'of-the-caller'];
    const service = startSeamline({
      ...(await ownSettings()),
      ROLES: 'api,results',
      BROKERS: 'embedded,kafka',
      LOG_LEVEL: 'verbose',
      DATABASE_URL: `postgres://me:${encodeURIComponent(password)}@127.0.0.1:1/seamline`,
      KAFKA_BROKERS: '127.0.0.1:1',
      KAFKA_SASL_MECHANISM: 'plain',
      KAFKA_SASL_USERNAME: 'me',
      KAFKA_SASL_PASSWORD: 'sasl-secret',
      SEAMLINE_API_KEY: 'sl_own-key',
    });
    const url = await service.ready;
    await fetch(`${url}/predictions`, { headers: { authorization: 'Bearer of-the-caller' } });
    await lineOf(service, /PostgreSQL .* is away/);
    await lineOf(service, /connecting: /);
    for (const secret of secrets) expect(service.output()).not.toContain(secret);
  });

  it('says from where a wrong key or token came, and not which', async () => {
    const { file } = await keyFile(onTestFinished);
    const service = startSeamline({ ...(await ownSettings()), ROLES: 'api', API_KEYS_FILE: file });
    const url = await service.ready;
    await fetch(`${url}/brokers`);
    for (const secret of ['sl_wrong-key', 'a.wrong.token']) await fetch(`${url}/brokers`, bearer(secret));
    await lineOf(service, /a call from 127\.0\.0\.1 has a wrong key or token/);
    expect(service.output()).not.toMatch(/sl_wrong-key|a\.wrong\.token/);
  });
});
