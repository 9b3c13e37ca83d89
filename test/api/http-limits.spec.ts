import { beforeAll, describe, expect, it } from 'vitest';
import { bearer, keyFile } from '../support/keys.js';
import { onSuiteFinished, ownSettings, startTestApplication } from '../support/test-application.js';

const origin = 'https://app.example.org';

describe('HTTP', () => {
  const onEnd = onSuiteFinished();
  let url: string;
  const start = async (settings: Record<string, string>) => {
    const own = { ...(await ownSettings(onEnd)), ROLES: 'api', ...settings };
    return (await startTestApplication(own, onEnd)).url;
  };

  beforeAll(async () => {
    url = await start({});
  });

  it('tells browsers on every answer to load nothing from elsewhere and to stay out of frames', async () => {
    for (const path of ['/', '/page.js', '/brokers', '/nowhere', '/predictions/stream']) {
      const answer = await fetch(url + path);
      await answer.body?.cancel();
      const policy = answer.headers.get('content-security-policy') ?? '';
      expect(policy, path).toContain("default-src 'none'");
      expect(policy, path).toContain("frame-ancestors 'none'");
      expect(policy, path).not.toContain('unsafe');
      expect(answer.headers.get('x-content-type-options'), path).toBe('nosniff');
      expect(answer.headers.get('referrer-policy'), path).toBe('no-referrer');
      expect(answer.headers.get('strict-transport-security'), path).toBeNull();
    }
  });

  it('lets only the description of the API have styles within it, and no scripts', async () => {
    const policy = (await fetch(`${url}/api`)).headers.get('content-security-policy');
    expect(policy).toContain("style-src 'self' 'unsafe-inline'");
    expect(policy).toContain("script-src 'self';");
  });

  it('is closed to pages of other sites, unless CORS_ORIGINS names them', async () => {
    const from = { origin, 'sec-fetch-site': 'cross-site' };
    const post = { method: 'POST', headers: from };
    const closed = await fetch(`${url}/brokers`, { headers: from });
    expect(closed.headers.get('access-control-allow-origin')).toBeNull();
    expect((await fetch(`${url}/dead-letters/replay`, post)).status).toBe(403);

    const open = await start({ CORS_ORIGINS: origin });
    const read = await fetch(`${open}/brokers`, { headers: from });
    expect(read.headers.get('access-control-allow-origin')).toBe(origin);
    const asked = { origin, 'access-control-request-method': 'POST' };
    const preflight = await fetch(`${open}/dead-letters/replay`, { method: 'OPTIONS', headers: asked });
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, origin]);
    expect((await fetch(`${open}/dead-letters/replay`, post)).status).not.toBe(403);
    const other = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    expect(
      (await fetch(`${open}/brokers`, { headers: other })).headers.get('access-control-allow-origin'),
    ).toBeNull();
    expect((await fetch(`${open}/dead-letters/replay`, { method: 'POST', headers: other })).status).toBe(403);
  });

  it('answers 429 with the time to wait to whoever asks too often, before who it is is asked', async () => {
    const { file, keys } = await keyFile(onEnd);
    const limited = await start({ RATE_LIMIT: '10', API_KEYS_FILE: file, TRUST_PROXY: '127.0.0.1' });
    const ask = (address: string) =>
      fetch(`${limited}/brokers`, { headers: { 'x-forwarded-for': address, ...bearer(keys.read).headers } });
    const statuses: number[] = [];
    for (let count = 0; count < 10; count += 1) statuses.push((await ask('192.0.2.1')).status);
    expect(new Set(statuses)).toEqual(new Set([200]));
    const refused = await ask('192.0.2.1');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({
      code: 'TOO_MANY_REQUESTS',
      message: expect.stringContaining('RATE_LIMIT=10'),
    });
    expect((await ask('192.0.2.2')).status, 'another address behind the same proxy').toBe(200);
  });

  it('believes no X-Forwarded-For unless its proxy is named', async () => {
    const limited = await start({ RATE_LIMIT: '3' });
    const statuses: number[] = [];
    for (const last of [1, 2, 3, 4]) {
      const headers = { 'x-forwarded-for': `192.0.2.${last}` };
      statuses.push((await fetch(`${limited}/brokers`, { headers })).status);
    }
    expect(statuses).toEqual([200, 200, 200, 429]);
    expect(
      (await fetch(`${limited}/health/live`, { headers: { 'x-forwarded-for': '192.0.2.4' } })).status,
    ).toBe(200);
  });

  it('limits no messages: a push of more images than requests a minute is classified', async () => {
    const limited = await start({ RATE_LIMIT: '20', ROLES: 'api,classifier,results' });
    const push = `${limited}/push-to-consumer?start_idx=0&end_idx=100&wait=60`;
    const answer = await fetch(push, { method: 'POST' });
    expect(await answer.json()).toMatchObject({ complete: true });
  });
});
