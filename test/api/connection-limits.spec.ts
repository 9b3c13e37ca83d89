import { once } from 'node:events';
import { beforeAll, describe, expect, it } from 'vitest';
import { answerTo, send } from '../support/raw-http.js';
import { onSuiteFinished, ownSettings, startTestApplication } from '../support/test-application.js';

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;

describe('One client', () => {
  const onEnd = onSuiteFinished();
  let url: string;

  beforeAll(async () => {
    const settings = { ...(await ownSettings(onEnd)), ROLES: 'api,inference', MODELS: 'fashion-mnist@1' };
    ({ url } = await startTestApplication(settings, onEnd));
  });

  it('may send 50 requests ahead of their answers', async () => {
    const ends = get('/health/live').replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n');
    const answers = await answerTo(url, [get('/api-json').repeat(49) + ends]);
    expect(answers.match(/HTTP\/1.1 200 OK/g)).toHaveLength(50);
  });

  it('loses its connection with one request more, and takes little memory until then', async () => {
    const before = process.memoryUsage().rss;
    const closed = Array.from({ length: 5 }, async () => {
      const socket = await send(url, get('/api-json').repeat(1_400));
      // Only reading shows the end; what was sent before it is little.
      await once(socket.resume(), 'close');
      return socket.bytesRead;
    });
    const read = await Promise.all(closed);
    expect(Math.max(...read)).toBeLessThan(50 * 1_000_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000);
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
  });

  it.each(['json', 'yaml'])('reads one description of the API, however often, as %s', async (form) => {
    const read = async () => {
      const answer = await fetch(`${url}/api-${form}`);
      return [answer.headers.get('content-type'), await answer.text()];
    };
    const first = await read();
    expect(first[0]).toMatch(form === 'json' ? /^application\/json/ : /^text\/yaml/);
    expect(first[1]).toMatch(form === 'json' ? /^\{"openapi":"3/ : /^openapi: /);
    expect(await read()).toEqual(first);
  });
});
