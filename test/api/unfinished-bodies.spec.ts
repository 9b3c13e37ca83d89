import { once } from 'node:events';
import { beforeAll, describe, expect, it } from 'vitest';
import { modelPath, oneImage, post } from '../support/inference/requests.js';
import { send } from '../support/raw-http.js';
import { onSuiteFinished, ownSettings, startTestApplication } from '../support/test-application.js';

const announced = 1_000_000;
const sent = 950_000;

describe('Bodies that never end', () => {
  const onEnd = onSuiteFinished();
  let url: string;

  beforeAll(async () => {
    const settings = { ROLES: 'api,inference', MODELS: 'fashion-mnist@1', MAX_BODY_BYTES: String(announced) };
    ({ url } = await startTestApplication({ ...(await ownSettings(onEnd)), ...settings }, onEnd));
  });

  const begin = async (path: string, type: string, body: string) => {
    const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${type}\r\n`;
    const socket = await send(url, `${head}Content-Length: ${announced}\r\n\r\n${body.padEnd(sent)}`);
    let answer = '';
    socket.setEncoding('latin1').on('data', (text: string) => (answer += text));
    return { socket, answer: once(socket, 'close').then(() => answer) };
  };

  it('are held up to 8 × MAX_BODY_BYTES: the one that stands still longest is answered 503', async () => {
    const all = [];
    for (let at = 0; at < 12; at += 1) all.push(await begin(`${modelPath}/infer`, 'application/json', '{'));
    const ended: string[] = [];
    for (const { answer } of all) void answer.then((text) => ended.push(text));
    await expect.poll(() => ended.length, { timeout: 10_000 }).toBe(4);
    for (const answer of ended) {
      expect(answer).toMatch(/^HTTP\/1.1 503 /);
      expect(answer).toMatch(/\r\nretry-after: 5\r\n/i);
      expect(answer).toContain('MAX_BODY_BYTES=1000000 bytes; yours stood still longest');
    }
    expect((await post(`${url}${modelPath}/infer`, oneImage)).status).toBe(200);
    for (const { socket } of all) socket.destroy();
  });

  it('are closed where they are forms of pictures', async () => {
    const part = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n';
    const all = [];
    for (let at = 0; at < 10; at += 1)
      all.push(await begin('/images', 'multipart/form-data; boundary=x', part));
    let ended = 0;
    for (const { answer } of all) void answer.then(() => (ended += 1));
    await expect.poll(() => ended, { timeout: 10_000 }).toBe(2);
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    for (const { socket } of all) socket.destroy();
  });
});
