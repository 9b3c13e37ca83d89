import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { openGrpc } from '../support/inference/grpc-client.js';
import { bearer, type KeyFile, keyFile } from '../support/keys.js';
import { answerTo, send } from '../support/raw-http.js';
import { onSuiteFinished, ownSettings, startTestApplication } from '../support/test-application.js';

const run = promisify(execFile);
const json = { 'content-type': 'application/json' };

describe('The front door', () => {
  const onEnd = onSuiteFinished();
  let file: string;
  let keys: KeyFile['keys'];
  let url: string;
  /** Without authentication. */
  let open: string;
  const start = async (settings: Record<string, string>) =>
    startTestApplication({ ...(await ownSettings(onEnd)), ROLES: 'api', ...settings }, onEnd);

  beforeAll(async () => {
    ({ file, keys } = await keyFile(onEnd));
    ({ url } = await start({ API_KEYS_FILE: file }));
    ({ url: open } = await start({ ROLES: 'api,inference', MODELS: 'fashion-mnist@1' }));
  });

  const unknown = [
    '/nowhere',
    '/%',
    '/v2/%',
    `/requests/${'x'.repeat(6_000)}`,
    '/api-json',
    '/api',
    '/brokers/',
  ];
  it.each(unknown)('asks who calls before it says anything about an address: %.30s', async (path) => {
    for (const method of ['GET', 'POST', 'DELETE']) {
      const answer = await fetch(url + path, { method });
      expect(answer.status, method).toBe(401);
      expect(answer.headers.get('www-authenticate'), method).toBeTruthy();
      expect(answer.headers.get('content-security-policy'), method).toContain("default-src 'none'");
    }
  });

  it('says what is wrong with an address to those it knows', async () => {
    const ask = async (path: string) => {
      const answer = await fetch(url + path, bearer(keys.read));
      return [answer.status, ((await answer.json()) as { code: string }).code];
    };
    expect(await ask('/nowhere')).toEqual([404, 'NOT_FOUND']);
    expect(await ask('/%')).toEqual([400, 'BAD_REQUEST']);
    expect(await ask(`/requests/${'x'.repeat(6_000)}`)).toEqual([414, 'URI_TOO_LONG']);
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'QUERY', 'TRACE', 'PROPFIND', 'LOCK'])(
    'answers %s with 405 and the methods that an address has',
    async (method) => {
      const headers = `Host: localhost\r\nX-API-Key: ${keys.read}\r\nConnection: close`;
      const answer = await answerTo(url, [`${method} /brokers HTTP/1.1\r\n${headers}\r\n\r\n`]);
      expect(answer).toMatch(/^HTTP\/1.1 405 /);
      expect(answer).toMatch(/\r\nallow: GET, HEAD\r\n/i);
      expect(answer).toContain(`"code":"METHOD_NOT_ALLOWED"`);
    },
  );

  it('names every method of an address with parameters', async () => {
    const answer = await fetch(`${url}/kafka/push-to-consumer`, { method: 'PUT', ...bearer(keys.push) });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
  });

  it('reads at most 64 kB of a refused body, and closes the connection', async () => {
    const head = 'POST /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
    const small = await answerTo(url, [`${head}Content-Length: 3\r\n\r\n[1]`]);
    const large = await answerTo(url, [`${head}Content-Length: 16000000\r\n\r\n`, '['.repeat(70_000)]);
    for (const answer of [small, large]) {
      expect(answer).toMatch(/^HTTP\/1.1 401 /);
      expect(answer).toMatch(/\r\nconnection: close\r\n/i);
    }
  });

  it('asks for a body that the client holds back only when it takes it', async () => {
    const ask = async (key: string) => {
      const socket = await send(
        url,
        `POST /push-to-consumer HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nX-API-Key: ${key}\r\n` +
          'Connection: close\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n',
      );
      let answer = '';
      socket.setEncoding('latin1').on('data', (text: string) => (answer += text));
      socket.once('data', (text: string) => text.startsWith('HTTP/1.1 100') && socket.write('{}'));
      await once(socket, 'close');
      return answer;
    };
    expect(await ask('wrong')).toMatch(/^HTTP\/1.1 401 /);
    expect(await ask(keys.push)).toMatch(/^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 400 /);
  });

  it('answers a form whose type names no boundary, without waiting for more of it', async () => {
    const headers = { 'content-type': 'multipart/form-data' };
    // Clients write this where they set the type by hand. The service would wait 5 s for the body.
    const soon = AbortSignal.timeout(4_000);
    const answer = await fetch(`${open}/images`, {
      method: 'POST',
      headers,
      body: '--x--\r\n',
      signal: soon,
    });
    expect([answer.status, await answer.text()]).toEqual([
      400,
      expect.stringContaining('Boundary not found'),
    ]);
  });

  it('lets a foreign client read its refusal after the body that it has sent', async () => {
    const curl = ['-s', '-o', '/dev/null', '-w', '%{http_code}', '--data-binary', '@-', '-H', 'Expect:'];
    const body = 'x'.repeat(60_000);
    const child = run('curl', [...curl, `${url}/push-to-consumer`]);
    child.child.stdin?.end(body);
    expect((await child).stdout).toBe('401');
    const script =
      'import http.client,sys;c=http.client.HTTPConnection(sys.argv[1]);' +
      'c.request("POST","/push-to-consumer","x"*60000);print(c.getresponse().status)';
    expect((await run('python3', ['-c', script, new URL(url).host])).stdout.trim()).toBe('401');
  });

  it.each([
    ['/push-to-consumer', json],
    ['/push-to-consumer', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['/dead-letters/replay', json],
    ['/v2/repository/index', json],
  ])('takes at most 64 kB of JSON or of a form: %s %o', async (path, headers) => {
    const send = async (bytes: number) => {
      const body = Buffer.alloc(bytes, ' ');
      const answer = await fetch(open + path, { method: 'POST', headers, body });
      return { status: answer.status, text: await answer.text() };
    };
    const refused = await send(65_537);
    expect(refused.status).toBe(413);
    expect(refused.text).toContain('65536 bytes');
    expect((await send(65_536)).status).not.toBe(413);
  });

  it('takes as many bytes of ids as the endpoint allows', async () => {
    const resolve = async (bytes: number) => {
      const body = `{"absent": "all"}${' '.repeat(bytes)}`;
      return (await fetch(`${open}/requests/none/resolve`, { method: 'POST', headers: json, body })).status;
    };
    expect(await resolve(3_000_000)).toBe(404);
    expect(await resolve(3_100_000)).toBe(413);
  });

  it('refuses a form of more than 1,000 fields', async () => {
    const body = new URLSearchParams(Array.from({ length: 1_001 }, (_, at) => [`f${at}`, '']));
    const answer = await fetch(`${open}/push-to-consumer`, { method: 'POST', body });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      message: 'the form has 1001 fields; at most 1000 are taken',
    });
  });

  it('counts what is asked of any address, and over gRPC, in one budget', async () => {
    const { url: limited, grpc } = await start({
      RATE_LIMIT: '100',
      API_KEYS_FILE: file,
      ROLES: 'api,inference',
      MODELS: 'fashion-mnist@1',
      GRPC_PORT: '0',
      CORS_ORIGINS: 'https://app.example.org',
    });
    const wrong = openGrpc(grpc, onEnd, { 'x-api-key': 'wrong' });
    const preflight = {
      method: 'OPTIONS',
      headers: { origin: 'https://app.example.org', 'access-control-request-method': 'POST' },
    };
    const seen: unknown[] = [];
    for (let turn = 0; turn < 10; turn += 1) {
      for (const path of ['/api-json', '/nowhere', '/%', '/brokers', `/requests/${'x'.repeat(6_000)}`, '/'])
        seen.push((await fetch(limited + path, bearer('wrong'))).status);
      seen.push((await fetch(`${limited}/brokers`, preflight)).status);
      seen.push((await wrong('ModelInfer', {})).code, (await wrong('RepositoryIndex', {})).code);
      expect((await wrong('ServerLive', {})).code).toBeUndefined();
    }
    expect(seen).toEqual(
      Array.from({ length: 10 }, () => [401, 401, 401, 401, 401, 200, 204, 16, 16]).flat(),
    );
    for (const path of ['/api-json', '/nowhere', '/%', '/brokers', '/']) {
      const refused = await fetch(limited + path, bearer(keys.read));
      expect([refused.status, refused.headers.has('retry-after')], path).toEqual([429, true]);
    }
    expect((await fetch(`${limited}/brokers`, preflight)).status).toBe(429);
    expect(await wrong('ServerLive', {})).toMatchObject({
      code: 8,
      details: expect.stringContaining('RATE_LIMIT'),
    });
    expect((await fetch(`${limited}/health/live`)).status, 'a probe').toBe(200);
  });
});
