import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeAll, expect, inject, it, onTestFinished } from 'vitest';
import { OpenAnswers } from '../../src/foundation/answers/open-answers.js';
import { Database } from '../../src/outcomes/database/database.js';
import type { RequestLabels } from '../../src/outcomes/ledger/ledger.js';
import { RequestWatch } from '../../src/outcomes/ledger/request.watch.js';
import { LiveFeed } from '../../src/outcomes/results/stream/live-feed.js';
import { call, push } from '../support/http.js';
import { get, longEndpoints, none, pushOne, sendAndReset } from './results/leaving-clients.js';
import { send } from '../support/raw-http.js';
import { StreamClient } from './results/stream-client.js';
import { createDatabase } from '../support/services/postgres.js';
import { withServer } from '../support/services/with-server.js';
import { onSuiteFinished, ownSettings, startTestApplication } from '../support/test-application.js';

withServer('PostgreSQL', inject('postgres'), (server) => {
  const onEnd = onSuiteFinished();
  let url: string;
  let app: NestFastifyApplication;
  const readers = () => app.get(LiveFeed).readerCount;

  beforeAll(async () => {
    const { url: DATABASE_URL } = await createDatabase(server.url);
    const settings = { ...(await ownSettings(onEnd)), ROLES: 'api', DATABASE_URL };
    ({ url, app } = await startTestApplication(settings, onEnd));
  });

  const open = () => app.get(OpenAnswers).counts;

  it('counts no answer any more whose client left at once, on each endpoint that may take long', async () => {
    const { requestId } = await push(url, 'push-to-consumer', 0, 1);
    for (const path of longEndpoints(requestId)) {
      await sendAndReset(url, path, 50);
      await expect.poll(open, { message: path }).toEqual(none);
    }
  });

  it('follows a job until its client leaves, and answers HEAD of it at once', async () => {
    const { requestId } = await push(url, 'push-to-consumer', 0, 1);
    const events = `${url}/v2/jobs/${requestId}/events`;
    const reader = await StreamClient.open(events);
    await expect.poll(() => reader.of('status')).toMatchObject([{ state: 'working' }]);
    expect(open()).toEqual({ ...none, stream: 1 });
    reader.leave();
    await expect.poll(open).toEqual(none);
    const head = await fetch(events, { method: 'HEAD', signal: AbortSignal.timeout(10_000) });
    expect([head.status, head.headers.get('content-type')]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
    ]);
    expect(open()).toEqual(none);
  });

  it('lets a caller have 100 streams and 100 waits, and publishes nothing for one more', async () => {
    const { requestId } = await push(url, 'push-to-consumer', 0, 1);
    const before = await call<object[]>(`${url}/requests`);
    const sockets = await Promise.all(
      ['/predictions/stream', `/v2/jobs/${requestId}/events`].flatMap((path) =>
        Array.from({ length: 50 }, async () => [
          await send(url, get(path)),
          await send(url, get(`/requests/${requestId}/labels?wait=300`)),
        ]),
      ),
    );
    await expect.poll(open).toEqual({ ...none, stream: 100, wait: 100 });
    for (const path of ['/predictions/stream', `/requests/${requestId}/labels?wait=1`, `${pushOne}&wait=1`]) {
      const refused = await fetch(url + path);
      expect([refused.status, refused.headers.get('retry-after'), await refused.json()]).toEqual([
        429,
        '5',
        expect.objectContaining({ code: 'TOO_MANY_REQUESTS', open: 100, allowed: 100 }),
      ]);
    }
    expect(await call(`${url}/requests`)).toEqual(before);
    for (const socket of sockets.flat()) socket.resetAndDestroy();
    await expect.poll(open).toEqual(none);
  });

  it('serves a reader of the stream after 300 that left at once, and counts none of them', async () => {
    await sendAndReset(url, '/predictions/stream', 300);
    await expect.poll(readers).toBe(0);
    const reader = await StreamClient.open(`${url}/predictions/stream`);
    await expect.poll(() => reader.comments).toBe(1);
    reader.leave();
    await expect.poll(readers).toBe(0);
  });

  it('counts no reader whose request waited behind another one of a connection that broke', async () => {
    const socket = await send(url, get('/predictions/stream').repeat(12));
    await expect.poll(readers).toBe(12);
    socket.resetAndDestroy();
    await expect.poll(readers).toBe(0);
  });

  it('answers HEAD of the stream at once, with the headers of the stream, and counts no reader', async () => {
    const signal = AbortSignal.timeout(10_000);
    const answer = await fetch(`${url}/predictions/stream`, { method: 'HEAD', signal });
    expect([answer.status, answer.headers.get('content-type'), readers()]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
      0,
    ]);
    const wrong = await fetch(`${url}/predictions/stream?after=x`, { method: 'HEAD', signal });
    expect(wrong.status).toBe(400);
  });

  it('waits for no outcomes once the client that asked with ?wait= has left', async () => {
    const { requestId } = await push(url, 'push-to-consumer', 0, 1);
    let ended: Promise<RequestLabels> | undefined;
    const waiting = createServer((_, response) => {
      ended = app.get(RequestWatch).labels(requestId, 300_000, response);
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void waiting.close());
    await once(waiting, 'listening');
    const socket = await send(`http://127.0.0.1:${(waiting.address() as AddressInfo).port}`, get('/'));
    await expect.poll(() => ended !== undefined).toBe(true);
    socket.resetAndDestroy();
    expect(await ended).toMatchObject({ complete: false });
  });

  it('counts no reader that it cannot serve because the database is away', async () => {
    await app.get(Database).close();
    const answers = await Promise.all([1, 2, 3].map(() => fetch(`${url}/predictions/stream`)));
    expect([...answers.map(({ status }) => status), readers()]).toEqual([503, 503, 503, 0]);
  });
});

withServer('PostgreSQL', inject('postgres'), (server) => {
  it('ends without waiting for clients that have left an export', async () => {
    const settings = { ...(await ownSettings()), ROLES: 'api', DATABASE_URL: server.url };
    const { url, close } = await startTestApplication({ ...settings, SHUTDOWN_TIMEOUT_MS: '600000' });
    await sendAndReset(url, '/predictions.csv', 50);
    await close();
  });
});
