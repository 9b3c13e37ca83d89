import 'reflect-metadata';
import { status as grpcStatus } from '@grpc/grpc-js';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { beforeAll, describe, expect, it } from 'vitest';
import { AppModule } from '../../src/app.module.js';
import { connectServers, createHttpAdapter, serveApi, startApplication } from '../../src/application.js';
import { accessRoles } from '../../src/foundation/config/access-keys.js';
import { readConfig } from '../../src/configuration.js';
import { bearer, type KeyFile, keyFile } from '../support/keys.js';
import { callBytes, grpcMethods } from './access/grpc-call.js';
import { openGrpc } from '../support/inference/grpc-client.js';
import { pixelRequest, randomImages } from '../support/inference/requests.js';
import { onSuiteFinished, ownSettings } from '../support/test-application.js';

/** What says whether it is alive, and the files of the page: all that answers everybody. */
const isPublic = (url: string) => /^\/(v2\/)?health(\/|$)/.test(url) || isPageFile(url);
const isPageFile = (url: string) =>
  url === '/' || /^\/(charts|event-source|views)\//.test(url) || /^\/[\w-]+\.(js|css|svg|html)$/.test(url);

/** What each endpoint that changes something, or makes work, needs; whatever is missing here needs `operate`. */
const pushes = [
  '/push-to-consumer',
  '/:broker/push-to-consumer',
  '/images',
  '/:broker/images',
  '/events',
  '/:broker/events',
  '/v2/models/:model/infer',
  '/v2/models/:model/versions/:version/infer',
];
const roleOf = (method: string, url: string) => {
  const pushesByLink = url.endsWith('/push-to-consumer');
  if ((method === 'POST' || pushesByLink) && pushes.includes(url)) return 'push';
  return method === 'GET' || url === '/v2/repository/index' ? 'read' : 'operate';
};

const verbs = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

describe('A deployment that asks who calls', () => {
  const onEnd = onSuiteFinished();
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  onEnd(async () => agent.destroy());
  const routes: { readonly method: string; readonly url: string }[] = [];
  let keys: KeyFile['keys'];
  let url: string;
  let grpc: string;
  let app: NestFastifyApplication;

  beforeAll(async () => {
    const made = await keyFile(onEnd);
    keys = made.keys;
    const config = readConfig({
      ...(await ownSettings(onEnd)),
      API_KEYS_FILE: made.file,
      GRPC_PORT: '0',
      MODELS: 'fashion-mnist@1',
    });
    const adapter = createHttpAdapter(config);
    adapter
      .getInstance()
      .addHook('onRoute', ({ method, url: path }: { method: string | string[]; url: string }) => {
        for (const one of [method].flat()) routes.push({ method: one, url: path });
      });
    app = await NestFactory.create(AppModule.forRoot(config), adapter, { logger: ['error'] });
    onEnd(() => app.close());
    const server = connectServers(app, config);
    await serveApi(app);
    url = String(await startApplication(app, config));
    grpc = `127.0.0.1:${server?.port}`;
  });

  const asked = () =>
    routes
      .filter(({ method }) => method !== 'HEAD' && method !== 'OPTIONS')
      .filter(({ url: path }) => !isPublic(path) && path !== '*' && path !== '/*');
  const call = async (method: string, path: string, secret?: string) => {
    const filled = path.replace(/:\w+/g, 'none').replace('*', 'none');
    const response = await fetch(url + filled, { method, ...(secret && bearer(secret)) });
    await response.body?.cancel();
    return response;
  };
  /** Any method, which `fetch` does not send. */
  const ask = async (method: string, path: string, secret?: string) => {
    const headers = secret ? { 'x-api-key': secret } : {};
    const sent = request(url + path.replace(/:\w+/g, 'none'), { method, headers, agent }).end();
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    answer.resume();
    return answer.statusCode;
  };
  const unlike = async (status: number, calls: readonly (readonly [string, string, string?])[]) => {
    const seen = await Promise.all(
      calls.map(async (each) => [...each.slice(0, 2), (await call(...each)).status].join(' ')),
    );
    return seen.filter((line) => !line.endsWith(` ${status}`));
  };

  it('has the routes that are expected to be there', () => {
    const found = asked().map(({ method, url: path }) => `${method} ${path}`);
    expect(found).toEqual(
      expect.arrayContaining([
        'GET /push-to-consumer',
        'POST /:broker/push-to-consumer',
        'POST /images',
        'POST /events',
        'POST /dead-letters/replay',
        'POST /v2/repository/models/:model/load',
        'GET /predictions/stream',
        'GET /api-json',
      ]),
    );
    expect(found.length).toBeGreaterThan(40);
  });

  it('answers 401 on every route to whoever does not say who calls, and to an unknown key', async () => {
    expect(
      await unlike(
        401,
        asked().map(({ method, url: path }) => [method, path]),
      ),
    ).toEqual([]);
    const known = keys.read;
    const wrong = known.slice(0, -1) + (known.endsWith('A') ? 'B' : 'A');
    expect(
      await unlike(
        401,
        asked().map(({ method, url: path }) => [method, path, wrong]),
      ),
    ).toEqual([]);
  });

  it('answers 403 on every route to each key without its role, and never to one that has it', async () => {
    const calls = asked().flatMap(({ method, url: path }) =>
      accessRoles.map((role) => ({ method, path, role, may: roleOf(method, path) === role })),
    );
    const without = calls.filter(({ may }) => !may);
    expect(
      await unlike(
        403,
        without.map(({ method, path, role }) => [method, path, keys[role]]),
      ),
    ).toEqual([]);
    for (const { method, path, role } of calls.filter(({ may, method: verb }) => may && verb !== 'GET')) {
      expect([401, 403], `${method} ${path}`).not.toContain((await call(method, path, keys[role])).status);
    }
  });

  it('answers 405 on every route to a method that it has not, once the caller is known', async () => {
    const paths = [...new Set(routes.map(({ url: path }) => path))].filter((path) => !path.includes('*'));
    // `/dead-letters/replay` is also a `/dead-letters/:id`.
    const fits = (path: string, pattern: string) =>
      new RegExp(`^${pattern.replace(/:\w+/g, '[^/]+')}$`).test(path);
    const has = (verb: string, path: string) =>
      routes.some((route) => route.method === verb && (route.url === path || fits(path, route.url)));
    const others = paths.flatMap((path) =>
      verbs.filter((verb) => !has(verb, path)).map((verb) => [verb, path] as const),
    );
    expect(others.length).toBeGreaterThan(300);
    const otherThan = async (wanted: number, secretOf: (at: number) => string | undefined) => {
      const seen = await Promise.all(
        others.map(async ([verb, path], at) => [verb, path, await ask(verb, path, secretOf(at))] as const),
      );
      return seen.filter(([, , status]) => status !== wanted);
    };
    expect(await otherThan(401, () => undefined)).toEqual([]);
    // It does not depend on the role, so each is used for a part of them.
    const roleAt = (at: number) => accessRoles[at % accessRoles.length] ?? 'read';
    expect(await otherThan(405, (at) => keys[roleAt(at)])).toEqual([]);
  });

  it('shows the files of the page and whether it is alive to everybody', async () => {
    for (const path of [
      '/',
      '/page.js',
      '/views/live.js',
      '/charts/uPlot.min.css',
      '/health/live',
      '/v2/health/live',
    ]) {
      expect((await call('GET', path)).status, path).toBe(200);
    }
  });

  it('says how to sign in, and takes a key in each of the usual headers', async () => {
    expect((await call('GET', '/brokers')).headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect((await call('GET', '/api')).headers.get('www-authenticate')).toMatch(/^Basic/);
    const basic = Buffer.from(`anybody:${keys.read}`).toString('base64');
    for (const headers of [{ 'x-api-key': keys.read }, { authorization: `Basic ${basic}` }]) {
      expect((await fetch(`${url}/brokers`, { headers })).status).toBe(200);
    }
    for (const path of ['/api', '/api-json', '/api-yaml', '/api/swagger-ui-init.js']) {
      expect((await call('GET', path, keys.read)).status, path).toBe(200);
    }
  });

  it.each(['/%61pi-json', '//api-json', '/api-json?x', '/api-json/', '/API-JSON', '/brokers/', '/%62rokers'])(
    'is not got around by writing an address otherwise: %s',
    async (path) => expect([401, 404]).toContain((await call('GET', path)).status),
  );

  it('classifies what comes over the broker, which nobody has to sign in for', async () => {
    const push = await call('POST', '/push-to-consumer?start_idx=0&end_idx=20', keys.push);
    expect(push.status).toBe(202);
    const ledger = async () => (await fetch(`${url}/ledger`, bearer(keys.read))).json();
    await expect
      .poll(ledger, { timeout: 60_000, interval: 100 })
      .toMatchObject({ accepted: 20, predicted: 20, dead: 0 });
  });

  it('asks over gRPC as well', async () => {
    const [unauthenticated, denied] = [16, 7];
    const infer = { model_name: 'fashion-mnist', ...grpcRequest() };
    const as = (metadata?: Record<string, string>) => openGrpc(grpc, onEnd, metadata);
    expect(await as()('ServerLive', {})).toMatchObject({ live: true });
    expect(await as()('ModelInfer', infer)).toMatchObject({ code: unauthenticated });
    expect(await as({ 'x-api-key': 'nobody' })('ModelInfer', infer)).toMatchObject({ code: unauthenticated });
    expect(await as({ 'x-api-key': keys.read })('ModelInfer', infer)).toMatchObject({ code: denied });
    expect(await as({ 'x-api-key': keys.push })('ModelInfer', infer)).toMatchObject({ model_version: '1' });
    const unload = { model_name: 'nobody', parameters: {} };
    const header = { authorization: `Bearer ${keys.push}` };
    expect(await as(header)('RepositoryModelUnload', unload)).toMatchObject({ code: denied });
    const index = await as({ authorization: `Bearer ${keys.read}` })('RepositoryIndex', {});
    expect(index).toHaveProperty('models');
  });

  const grpcCall = (name: string, secret?: string, bytes = 0) =>
    callBytes(grpc, onEnd, { name, secret, bytes });

  it.each(grpcMethods)('asks for the role of the gRPC method %s', async (name, needed, answer) => {
    const { UNAUTHENTICATED, PERMISSION_DENIED } = grpcStatus;
    for (const secret of [undefined, 'nobody'])
      expect(await grpcCall(name, secret)).toBe(needed ? UNAUTHENTICATED : 0);
    for (const role of accessRoles) {
      const may = needed === undefined || needed === role;
      expect(await grpcCall(name, keys[role]), role).toBe(may ? answer : PERMISSION_DENIED);
    }
  });

  it('asks for a key before it says that gRPC has no such method, or reads a message', async () => {
    expect(await grpcCall('Nothing')).toBe(grpcStatus.UNAUTHENTICATED);
    expect(await grpcCall('Nothing', keys.read)).toBe(grpcStatus.UNIMPLEMENTED);
    expect(await grpcCall('ModelInfer', undefined, 20_000_000)).toBe(grpcStatus.UNAUTHENTICATED);
    expect(await grpcCall('ModelInfer', keys.push, 20_000_000)).toBe(grpcStatus.RESOURCE_EXHAUSTED);
    expect(await grpcCall('ModelInfer', keys.push, 1_000_000)).toBe(grpcStatus.INVALID_ARGUMENT);
  });

  it('takes at most 64 kB in a gRPC message without tensors', async () => {
    for (const name of ['ServerLive', 'ServerMetadata', 'Nothing'])
      expect(await grpcCall(name, keys.read, 70_000), name).toBe(grpcStatus.RESOURCE_EXHAUSTED);
    expect(await grpcCall('ServerLive', undefined, 60_000)).toBe(0);
  });
});

function grpcRequest() {
  const [input] = (pixelRequest(randomImages(1)) as { inputs: { name: string; shape: number[] }[] }).inputs;
  return {
    inputs: [{ name: input!.name, datatype: 'UINT8', shape: input!.shape }],
    raw_input_contents: [randomImages(1)],
  };
}
