import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { readConfig } from '../../src/configuration.js';
import { Authenticator } from '../../src/api/security/authenticator.js';
import { permit } from '../../src/api/security/caller.js';
import { type Issuer, startIssuer } from './access/issuer.js';
import { onSuiteFinished } from '../support/test-application.js';

describe('Tokens of an OpenID Connect issuer', () => {
  const onEnd = onSuiteFinished();
  let issuer: Issuer;
  let authenticator: Authenticator;
  const settings = (claim = 'roles') => ({
    JWT_ISSUER: issuer.url,
    JWT_AUDIENCE: 'seamline',
    JWT_ROLES_CLAIM: claim,
  });
  const may = async (token: string, by = authenticator) => {
    const caller = await by.callerOf({ authorization: `Bearer ${token}` });
    permit(caller, 'push');
    return caller;
  };

  beforeAll(async () => {
    issuer = await startIssuer(onEnd);
    authenticator = new Authenticator(readConfig(settings()));
  });

  it('let in whom they name with the role, and nobody with another', async () => {
    const token = await issuer.token({ sub: 'camera-7', roles: ['push'] });
    expect(await may(token)).toEqual({ name: 'camera-7', roles: ['push'] });
    await expect(may(await issuer.token({ roles: ['read', 'admin'] }))).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    await expect(may(await issuer.token({}))).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it.each([
    ['realm_access.roles', { realm_access: { roles: ['push'] } }],
    ['https://seamline.example/roles', { 'https://seamline.example/roles': ['push'] }],
    ['scope', { scope: 'openid seamline:push' }],
  ])('may have their roles in the claim %s', async (claim, claims) => {
    const by = new Authenticator(readConfig(settings(claim)));
    expect(await may(await issuer.token(claims), by)).toMatchObject({ roles: ['push'] });
  });

  it('are refused when they are late, for somebody else, of somebody else, or not signed by the issuer', async () => {
    const roles = ['push'];
    const header = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
    const [, payload] = (await issuer.token({ roles })).split('.');
    const refused = {
      late: await issuer.token({ roles }, { expires: '-5m' }),
      audience: await issuer.token({ roles, aud: 'another' }),
      issuer: await issuer.token({ roles, iss: 'https://evil.example' }),
      signature: await issuer.token({ roles }, { foreignKey: true }),
      unsigned: `${header}.${payload}.x`,
      nonsense: 'a.b.c',
    };
    for (const [why, token] of Object.entries(refused)) {
      await expect(may(token), why).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
      await expect(may(token), why).rejects.not.toThrow(token);
    }
  });

  it('are checked with keys that are asked for once', async () => {
    const one = await startIssuer(onEnd);
    const by = new Authenticator(readConfig({ ...settings(), JWT_ISSUER: one.url }));
    for (let count = 0; count < 5; count += 1) await may(await one.token({ roles: ['push'] }), by);
    expect(Object.fromEntries(one.asked)).toEqual({ '/.well-known/openid-configuration': 1, '/keys': 1 });
  });

  it('are checked with new keys after the issuer has changed its own, and those of the old key no longer', async () => {
    const one = await startIssuer(onEnd);
    const by = new Authenticator(readConfig({ ...settings(), JWT_ISSUER: one.url }));
    const before = await one.token({ roles: ['push'] });
    await may(before, by);
    await one.rotate();
    // A flood of tokens with unknown keys is no flood of requests to the issuer: it is asked again after half a minute.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 31_000 });
    onTestFinished(() => void vi.useRealTimers());
    expect(await may(await one.token({ sub: 'camera-8', roles: ['push'] }), by)).toMatchObject({
      name: 'camera-8',
    });
    await expect(may(before, by)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(one.asked.get('/keys')).toBe(2);
  });

  it('cannot be checked while the issuer is away: nobody comes in, and it is said to be the issuer', async () => {
    const one = await startIssuer(onEnd);
    const token = await one.token({ roles: ['push'] });
    await one.close();
    const by = new Authenticator(readConfig({ ...settings(), JWT_ISSUER: one.url }));
    await expect(may(token, by)).rejects.toMatchObject({ code: 'ISSUER_UNAVAILABLE', kind: 'unavailable' });
  });

  it('of an issuer whose description speaks for another are never taken', async () => {
    const by = new Authenticator(readConfig({ ...settings(), JWT_ISSUER: `${issuer.url}/realm` }));
    const token = await issuer.token({ roles: ['push'], iss: `${issuer.url}/realm` });
    await expect(may(token, by)).rejects.toThrow(/speaks for/);
  });
});
