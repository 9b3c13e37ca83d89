import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { OPEN_MODEL } from '../../src/serving/classifier/served-models.module.js';
import { call, predictionsOf, push } from '../support/http.js';
import { openGrpc } from '../support/inference/grpc-client.js';
import { modelThat } from '../support/inference/model-that.js';
import { pixelRequest, post, randomImages } from '../support/inference/requests.js';
import { type OwnPostgres, startOwnPostgres } from '../support/services/own-postgres.js';
import { createDatabase } from '../support/services/postgres.js';
import { startSeamline } from '../support/services/seamline-process.js';
import { withServer } from '../support/services/with-server.js';
import { ownSettings, startTestApplication } from '../support/test-application.js';

interface Part {
  readonly status: 'up' | 'down';
  readonly state: string;
  readonly lastError?: string;
}

interface Readiness {
  readonly status: string;
  readonly error: Readonly<Record<string, Part>>;
  readonly details: Readonly<Record<string, Part>>;
}

const health = (url: string, probe: 'live' | 'ready') => call<Readiness>(`${url}/health/${probe}`);
const expectLive = async (url: string) =>
  expect(await health(url, 'live')).toEqual({ status: 200, body: { status: 'ok' } });

async function untilReady(url: string): Promise<Readiness> {
  await expect.poll(async () => (await health(url, 'ready')).status, { timeout: 20_000 }).toBe(200);
  return (await health(url, 'ready')).body;
}

describe('A process', () => {
  it.each([
    ['api', ['database']],
    ['results', ['database']],
    ['classifier', ['model fashion-mnist@1']],
    ['inference', ['model fashion-mnist@1']],
    ['api,classifier,results,inference', ['model fashion-mnist@1', 'database']],
  ])('with the roles %s listens, and names the parts that it needs', async (ROLES, needed) => {
    const { url } = await startTestApplication({
      ...(await ownSettings()),
      ROLES,
      MODELS: 'fashion-mnist@1',
    });
    await expectLive(url);
    const { status, details } = await untilReady(url);
    expect(status).toBe('ok');
    expect(Object.keys(details)).toEqual(['process', 'broker embedded', ...needed]);
  });

  it('without the role api answers probes and nothing else', async () => {
    const { url } = await startTestApplication({ ...(await ownSettings()), ROLES: 'results' });
    for (const path of [
      '/',
      '/predictions',
      '/brokers',
      '/api-json',
      '/push-to-consumer?start_idx=0&end_idx=1',
    ]) {
      expect((await call(url + path)).status, path).toBe(404);
    }
  });

  it('that finds its port taken says which, and that each process needs its own', async () => {
    const settings = await ownSettings();
    const { url } = await startTestApplication({ ...settings, ROLES: 'results' });
    const { port } = new URL(url);
    const second = startSeamline({ ...settings, ROLES: 'classifier', PORT: port });
    await expect(second.ready).rejects.toThrow(new RegExp(`PORT=${port}: .*a port of its own`));
  });

  it('is alive and not ready while its broker has never been there, and says why', async () => {
    const away = { BROKERS: 'embedded,kafka', KAFKA_BROKERS: '127.0.0.1:9', ROLES: 'api' };
    const { url } = await startTestApplication({ ...(await ownSettings()), ...away });
    const lastError = expect.stringContaining('127.0.0.1:9');
    await expect
      .poll(() => health(url, 'ready'), { timeout: 30_000 })
      .toMatchObject({
        status: 503,
        body: { code: 'NOT_READY', status: 'error', error: { 'broker kafka': { lastError } } },
      });
    await expectLive(url);
    expect((await health(url, 'ready')).body.details['broker embedded']).toEqual({
      status: 'up',
      state: 'connected',
    });
  });

  it('is not ready from the moment on that it is told to end', async () => {
    let url = '';
    let asked: Awaited<ReturnType<typeof health>> | undefined;
    const model = modelThat(async () => {});
    const onModuleDestroy = async () => void (asked = await health(url, 'ready'));
    const openModel = Object.assign(async () => model, { onModuleDestroy });
    const { url: ownUrl, close } = await startTestApplication(
      { ...(await ownSettings()), MODELS: 'fashion-mnist@1' },
      undefined,
      (module) => module.overrideProvider(OPEN_MODEL).useValue(openModel),
    );
    url = ownUrl;
    await untilReady(url);
    await close();
    expect(asked).toMatchObject({ status: 503, body: { error: { process: { state: 'ending' } } } });
  });

  it('ends without waiting for a client that does not send the rest of its request', async () => {
    const settings = { ...(await ownSettings()), ROLES: 'api', SHUTDOWN_TIMEOUT_MS: '600000' };
    const { url, close } = await startTestApplication(settings);
    const client = connect(Number(new URL(url).port), '127.0.0.1');
    const isOver = once(client, 'close');
    client.write('POST /images HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n');
    client.write('Expect: 100-continue\r\nContent-Length: 1000\r\n\r\n');
    expect(String(await once(client, 'data'))).toContain('100 Continue');
    await close();
    await isOver;
  });
});

describe('A model that fails on everything', () => {
  it('is not ready for any probe until it answers again, though nobody sends it images', async () => {
    let broken = true;
    const model = modelThat(async () => {
      if (broken) throw new Error('out of order');
    });
    const { url, grpc } = await startTestApplication(
      { ...(await ownSettings()), MODELS: 'fashion-mnist@1', ROLES: 'inference', GRPC_PORT: '0' },
      undefined,
      (module) => module.overrideProvider(OPEN_MODEL).useValue(async () => model),
    );
    await untilReady(url);
    const callGrpc = openGrpc(grpc, onTestFinished);
    const others = async () => [
      (await call(`${url}/v2/health/ready`)).status,
      (await call(`${url}/v2/models/fashion-mnist/ready`)).status,
      await callGrpc('ServerReady', {}),
      await callGrpc('ModelReady', { name: 'fashion-mnist' }),
    ];
    const saying = (ready: boolean, status: number) => [status, status, { ready }, { ready }];
    expect(await others()).toEqual(saying(true, 200));
    await post(`${url}/v2/models/fashion-mnist/infer`, pixelRequest(randomImages(1)));
    const failing = { status: 'down', state: 'failing', lastError: 'out of order' };
    expect(await health(url, 'ready')).toMatchObject({
      status: 503,
      body: { error: { 'model fashion-mnist@1': failing } },
    });
    expect(await others()).toEqual(saying(false, 503));
    await expectLive(url);
    broken = false;
    await untilReady(url);
    expect(await others()).toEqual(saying(true, 200));
  });

  it('is told apart from one that does not answer at all: its consumer has stalled', async () => {
    let answer = () => {};
    const answered = new Promise<void>((resolve) => (answer = resolve));
    const model = modelThat(() => answered);
    const settings = { MODELS: 'fashion-mnist@1', ROLES: 'api,classifier,results', STALLED_AFTER_MS: '1000' };
    const { url } = await startTestApplication(
      { ...(await ownSettings()), ...settings },
      undefined,
      (module) => module.overrideProvider(OPEN_MODEL).useValue(async () => model),
    );
    await untilReady(url);
    const pushed = await push(url, 'push-to-consumer', 0, 3);
    await expect.poll(async () => (await health(url, 'ready')).status, { timeout: 20_000 }).toBe(503);
    const { error } = (await health(url, 'ready')).body;
    expect(error['broker embedded']).toMatchObject({ status: 'down', state: 'stalled' });
    expect(error['broker embedded']?.lastError).toMatch(
      /^no message of images-\w+ was done for STALLED_AFTER_MS=1000$/,
    );
    answer();
    await predictionsOf(url, pushed);
    await untilReady(url);
  });

  it('is not meant by one image that it fails on', async () => {
    const model = modelThat(async (images) => {
      if (images.some(([first]) => first === 13)) throw new Error('poison');
    });
    const { url } = await startTestApplication(
      { ...(await ownSettings()), MODELS: 'fashion-mnist@1', ROLES: 'inference' },
      undefined,
      (module) => module.overrideProvider(OPEN_MODEL).useValue(async () => model),
    );
    await untilReady(url);
    const poison = pixelRequest(Buffer.alloc(784, 13));
    expect((await post(`${url}/v2/models/fashion-mnist/infer`, poison)).status).toBe(400);
    expect((await health(url, 'ready')).status).toBe(200);
  });
});

withServer('PostgreSQL', inject('postgres'), () => {
  describe('A database that goes away', () => {
    let server: OwnPostgres;
    beforeAll(async () => {
      server = await startOwnPostgres();
    });
    afterAll(() => server?.stop());

    it('makes the process not ready, without a word of its password, until it is back', async () => {
      const { url: DATABASE_URL } = await createDatabase(server.url);
      const { url } = await startTestApplication({
        ...(await ownSettings()),
        DATABASE_URL,
        ROLES: 'results',
      });
      expect((await untilReady(url)).details['database']).toEqual({ status: 'up', state: 'reachable' });
      await server.shutDown();
      await expect.poll(async () => (await health(url, 'ready')).status, { timeout: 20_000 }).toBe(503);
      const answer = await health(url, 'ready');
      const lastError = expect.stringContaining('PostgreSQL');
      expect(answer).toMatchObject({
        status: 503,
        body: { error: { database: { status: 'down', state: 'away', lastError } } },
      });
      expect(Object.keys(answer.body.error)).toEqual(['database']);
      expect(JSON.stringify(answer.body)).not.toContain(new URL(server.url).password);
      await expectLive(url);
      await server.restart();
      await untilReady(url);
    });
  });
});
