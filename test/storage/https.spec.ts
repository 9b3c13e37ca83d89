import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { errorText } from '../../src/foundation/errors/app.error.js';
import { onSuiteFinished } from '../support/temporary-folder.js';
import { eventWith, fetcherWith } from './fetching.js';
import { webServer, type WebServer } from './web-server.js';

const onEnd = onSuiteFinished();
const png = Buffer.concat([
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  Buffer.alloc(5_000),
]);
let server: WebServer;
/** The status of `/switched`; 0: it does not answer at all. */
let switched = 200;
let open = 0;
let mostOpen = 0;

beforeAll(async () => {
  server = await webServer(onEnd, (request, response) => {
    const [, kind = '', value = ''] = (request.url ?? '').split(/[/?]/);
    open += 1;
    mostOpen = Math.max(mostOpen, open);
    response.on('close', () => (open -= 1));
    if (kind === 'status') return response.writeHead(Number(value)).end('no picture');
    if (kind === 'switched') return switched === 0 ? undefined : response.writeHead(switched).end(png);
    if (kind === 'announced') return response.writeHead(200, { 'content-length': value }).write(png);
    if (kind === 'endless') {
      const timer = setInterval(() => response.write(png), 1);
      return void response.on('close', () => clearInterval(timer));
    }
    if (kind === 'slow') return void setTimeout(() => response.end(png), 40);
    if (kind === 'cut') {
      response.writeHead(200, { 'content-length': '100000' }).write(png);
      return void setTimeout(() => response.destroy(), 20);
    }
    if (kind === 'hop') {
      const next = value === '0' ? '/a.png' : `/hop/${Number(value) - 1}`;
      return response.writeHead(302, { location: next }).end();
    }
    response.setHeader('content-type', 'text/html');
    return response.end(png);
  });
});

function fetching(settings: Record<string, string> = {}) {
  const allowed = {
    FETCH_HOSTS: `127.0.0.1:${server.port}`,
    FETCH_PRIVATE: '127.0.0.1',
    FETCH_CA: server.ca,
  };
  const end = (cleanUp: () => Promise<void>) => onTestFinished(cleanUp);
  return fetcherWith({ ...allowed, ...settings }, end);
}
const url = (path: string) => `https://127.0.0.1:${server.port}/${path}`;
const failure = (code: string, kind: string) => expect.objectContaining({ code, kind }) as Error;

describe('a picture at an https address', () => {
  it('is read whatever the server says that it is', async () => {
    expect(await fetching().fetch(url('a.png?signature=x'))).toEqual(png);
  });

  it('is found through three redirects, and not through four', async () => {
    expect(await fetching().fetch(url('hop/2'))).toEqual(png);
    await expect(fetching().fetch(url('hop/3'))).rejects.toThrow('redirects more than 3 times');
  });

  it.each([
    [404, 'PICTURE_GONE', 'invalid'],
    [410, 'PICTURE_GONE', 'invalid'],
    [400, 'STORAGE_REFUSED', 'unavailable'],
    [401, 'STORAGE_REFUSED', 'unavailable'],
    [403, 'STORAGE_REFUSED', 'unavailable'],
    [429, 'STORAGE_UNAVAILABLE', 'unavailable'],
    [500, 'STORAGE_UNAVAILABLE', 'unavailable'],
    [503, 'STORAGE_UNAVAILABLE', 'unavailable'],
    [206, 'STORAGE_UNAVAILABLE', 'unavailable'],
  ])('with the answer %i is %s', async (status, code, kind) => {
    await expect(fetching().fetch(url(`status/${status}?sig=geheim`))).rejects.toThrow(failure(code, kind));
    await expect(fetching().fetch(url(`status/${status}?sig=geheim`))).rejects.not.toThrow(/geheim/);
  });

  it.each(['announced/20001', 'endless'])('that is too large ends before it is read: %s', async (path) => {
    const { fetch } = fetching({ MAX_IMAGE_BYTES: '20000' });
    await expect(fetch(url(path))).rejects.toThrow(failure('MESSAGE_TOO_LARGE', 'invalid'));
    await expect.poll(() => open).toBe(0);
  });

  it('that ends early, or does not come in time, is held', async () => {
    const { fetch } = fetching({ FETCH_TIMEOUT_MS: '300' });
    const away = failure('STORAGE_UNAVAILABLE', 'unavailable');
    await expect(fetch(url('cut'))).rejects.toThrow(away);
    await expect(fetch(url('announced/6000'))).rejects.toThrow(/did not give a picture in 300 ms/);
    await expect.poll(() => open).toBe(0);
  });

  it('of an authority that is not known here is held', async () => {
    const { fetch } = fetching({ FETCH_CA: '' });
    await expect(fetch(url('a.png'))).rejects.toThrow(failure('STORAGE_UNAVAILABLE', 'unavailable'));
  });

  it('of a server that is away is held, and says why', async () => {
    const { fetch, fetcher } = fetching({ FETCH_HOSTS: '127.0.0.1:1' });
    await expect(fetch('https://127.0.0.1:1/a.png')).rejects.toThrow(/does not answer: .*ECONNREFUSED/);
    const [door] = fetcher.doors;
    expect(door?.name).toBe('https://127.0.0.1:1');
    expect(door?.trouble).toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
  });

  it('no more of them than FETCH_AT_ONCE are in memory', async () => {
    const { fetch } = fetching({ FETCH_AT_ONCE: '3' });
    mostOpen = 0;
    await Promise.all(Array.from({ length: 12 }, () => fetch(url('slow'))));
    expect(mostOpen).toBe(3);
  });

  it('that waits, or is under way, goes back to the broker when the service ends', async () => {
    const { fetch, fetcher } = fetching({ FETCH_AT_ONCE: '1' });
    switched = 0;
    const all = Promise.allSettled([fetch(url('switched')), fetch(url('switched'))]);
    await expect.poll(() => open).toBe(1);
    fetcher.beforeApplicationShutdown();
    for (const end of await all) {
      expect(end.status === 'rejected' && errorText(end.reason)).toBe('the service ends');
    }
  });
});

describe('a picture that its store does not give', () => {
  it.each([
    ['is refused', 403, 'STORAGE_REFUSED'],
    ['fails', 500, 'STORAGE_UNAVAILABLE'],
    ['does not come', 0, 'STORAGE_UNAVAILABLE'],
  ])('and %s is held, until the store gives others between its tries', async (_, status, code) => {
    const { fetchFrom, fetch, fetcher } = fetching({ FETCH_TIMEOUT_MS: '200' });
    switched = status;
    const message = eventWith(url('switched'));
    const alone = failure(code, 'transient');
    await expect(fetchFrom(message)).rejects.toThrow(failure(code, 'unavailable'));
    await expect(fetchFrom(message)).rejects.toThrow(failure(code, 'unavailable'));
    expect(fetcher.doors[0]?.trouble).toMatchObject({ code });
    await fetch(url('a.png'));
    expect(fetcher.doors[0]?.trouble).toBeUndefined();
    await expect(fetchFrom(message)).rejects.toThrow(alone);
    // Not for what the store gave before that try.
    await expect(fetchFrom(message)).rejects.toThrow(failure(code, 'unavailable'));
    switched = 200;
    expect(await fetchFrom(message)).toEqual(png);
  });

  it('is held for as long as the store asks for patience', async () => {
    const { fetchFrom, fetch } = fetching();
    switched = 503;
    const message = eventWith(url('switched'));
    for (let tries = 0; tries < 3; tries += 1) {
      await expect(fetchFrom(message)).rejects.toThrow(failure('STORAGE_UNAVAILABLE', 'unavailable'));
      await fetch(url('a.png'));
      await pause(2);
    }
  });
});
