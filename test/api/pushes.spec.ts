import Libsql from 'libsql';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { RequestLedger } from '../../src/outcomes/ledger/ledger.js';
import { pushWhileBusy } from './busy-pushes.cases.js';
import { call } from '../support/http.js';
import { send } from '../support/raw-http.js';
import { lockElsewhere } from '../support/sqlite-lock.js';
import {
  type OnEnd,
  onSuiteFinished,
  ownSettings,
  startTestApplication,
} from '../support/test-application.js';

const post = (path: string, headers = 'Content-Length: 0\r\n') =>
  `POST ${path} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`;

/** The service as one process whose log another process may hold for itself, so that nothing moves. */
async function start(settings: Record<string, string> = {}, onEnd: OnEnd = onTestFinished) {
  const fixed = { ROLES: 'api', PUBLISH_TIMEOUT_MS: '30000', ...settings };
  const own: Record<string, string> = { ...(await ownSettings(onEnd)), ...fixed };
  const service = await startTestApplication(own, onEnd);
  const isReady = async () => expect((await call(`${service.url}/health/ready`)).status).toBe(200);
  await vi.waitFor(isReady, { timeout: 20_000 });
  const folder = String(own['DATA_DIR']);
  return { ...service, folder, hold: () => lockElsewhere(join(folder, 'broker.db')) };
}

/** The newest request of the database. */
async function request(url: string): Promise<RequestLedger> {
  const { body } = await call<readonly { readonly requestId: string }[]>(`${url}/requests`);
  return (await call<RequestLedger>(`${url}/requests/${body[0]?.requestId}`)).body;
}

describe('A push over HTTP', () => {
  const onEnd = onSuiteFinished();
  let shared: Awaited<ReturnType<typeof start>>;
  beforeAll(async () => {
    shared = await start({ MAX_BODY_BYTES: '100000' }, onEnd);
  });

  it('sends a browser on to the page of the request while images are still being published', async () => {
    const { url, hold } = shared;
    const lock = await hold();
    const answer = await fetch(`${url}/push-to-consumer?start_idx=0&end_idx=3000`, {
      method: 'POST',
      headers: { accept: 'text/html' },
      redirect: 'manual',
    });
    const { requestId } = await request(url);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/?request=${requestId}`]);
    expect(await request(url)).toMatchObject({ publishing: true, accepted: 0, requested: 3_000 });
    await lock.release();
    await expect
      .poll(() => request(url), { timeout: 20_000 })
      .toMatchObject({ publishing: false, accepted: 3_000, pending: 0 });
  });

  it('whose client closes its connection ends the chunks under way, and begins no more', async () => {
    const { url, hold } = shared;
    const lock = await hold();
    const client = await send(url, post('/push-to-consumer?start_idx=0&end_idx=10000'));
    await expect.poll(async () => (await request(url)).pending, { timeout: 10_000 }).toBe(2_000);
    client.resetAndDestroy();
    // The next answer comes after the server has seen the end of that connection.
    await call(`${url}/brokers`);
    await lock.release();
    await expect
      .poll(() => request(url), { timeout: 30_000 })
      .toMatchObject({ publishing: false, accepted: 2_000, pending: 0, requested: 10_000 });
  });

  it('ends with its process: what has begun is in the ledger, and nothing is unknown', async () => {
    const { url, hold, close, folder } = await start({ SHUTDOWN_TIMEOUT_MS: '2000' });
    const lock = await hold();
    const pushed = call<{ accepted?: number; confirmed?: number }>(
      `${url}/push-to-consumer?start_idx=0&end_idx=10000`,
      { method: 'POST' },
    );
    await expect.poll(async () => (await request(url)).pending, { timeout: 10_000 }).toBe(2_000);
    const closed = close();
    await expect.poll(async () => (await call(`${url}/health/ready`)).status).toBe(503);
    await lock.release();
    const { body } = await pushed;
    await closed;
    const database = new Libsql(join(folder, 'results.db'));
    const rows = database.prepare('select state, count(*) as images from outcomes group by state').all();
    const requests = database.prepare('select accepted from requests').all() as { accepted: number }[];
    database.close();
    const accepted = requests[0]?.accepted;
    expect(rows).toEqual([{ state: 'accepted', images: accepted }]);
    expect([body.accepted ?? body.confirmed, requests]).toEqual([accepted, [{ accepted }]]);
  });

  it(
    'is accepted beside others while every core is busy, and none of its images is unknown',
    { timeout: 120_000 },
    () => pushWhileBusy(4, 1_000, 'api', 100_000),
  );

  it('of pictures that find no room is refused before its body is sent, until there is room again', async () => {
    const { url, hold } = shared;
    const announced = 'Content-Type: image/png\r\nContent-Length: 100000\r\n';
    // Whoever announces pictures and sends none keeps nobody out.
    await Promise.all(Array.from({ length: 20 }, () => send(url, post('/images', announced))));
    const raw = { width: 175, height: 175, channels: 3 } as const;
    const body = new Uint8Array(await sharp(randomBytes(91_875), { raw }).png().toBuffer());
    const upload = () => call(`${url}/images`, { method: 'POST', body });
    const requests = async () => (await call<unknown[]>(`${url}/requests`)).body.length;
    const before = await requests();
    const lock = await hold();
    const waiting = Array.from({ length: 8 }, upload);
    await expect.poll(requests, { timeout: 10_000 }).toBe(before + 8);
    const refused = async () => {
      const client = await send(url, post('/embedded/images', announced));
      const [answer] = await Promise.race([once(client, 'data'), once(client, 'close')]);
      client.destroy();
      return String(answer);
    };
    const answer = await refused();
    expect(answer).toMatch(/^HTTP\/1\.1 503 /);
    expect(answer).toMatch(/retry-after: 5/i);
    expect(answer).toContain('"code":"TOO_MANY_PUSHES"');
    expect(answer).toContain('at most 8 × MAX_BODY_BYTES=100000');
    await lock.release();
    for (const { status } of await Promise.all(waiting)) expect(status).toBe(202);
    expect((await upload()).status).toBe(202);
  });
});

it('publishes by POST only with GET_PUSH=false, and describes no other way', async () => {
  const { url } = await start({ GET_PUSH: 'false' });
  const range = 'push-to-consumer?start_idx=0&end_idx=1';
  for (const path of [range, `embedded/${range}`]) {
    expect([404, 405]).toContain((await call(`${url}/${path}`)).status);
    expect((await call(`${url}/${path}`, { method: 'POST' })).status).toBe(202);
  }
  const { body } = await call<{ paths: Record<string, object> }>(`${url}/api-json`);
  expect(Object.keys(body.paths['/push-to-consumer']!)).toEqual(['post']);
});
