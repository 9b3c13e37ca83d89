import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { hashOf } from '../../src/foundation/config/access-keys.js';
import { readConfig } from '../../src/configuration.js';
import { refuseOpenDoor } from '../../src/api/security/refuse-open-door.js';
import { keyFile } from '../support/keys.js';
import { startSeamline } from '../support/services/seamline-process.js';
import { ownSettings, temporaryFolder } from '../support/test-application.js';
import { onTestFinished } from 'vitest';

const run = promisify(execFile);
const cli = (...args: string[]) => run(process.execPath, ['dist/tools/cli/seamline.js', ...args]);

describe('Who may call', () => {
  it('must be decided before other machines can', async () => {
    const process = startSeamline({ ...(await ownSettings()), HOST: '0.0.0.0' });
    await expect(process.ready).rejects.toThrow(/did not start: HOST="0\.0\.0\.0".*API_KEYS_FILE.*AUTH=off/s);
  });

  it.each(['0.0.0.0', '::', '192.168.1.7', 'seamline.example.org', '127.0.0.1.example.org'])(
    'must be decided for HOST=%s',
    (HOST) => {
      expect(() => refuseOpenDoor(readConfig({ HOST }))).toThrow(/without authentication/);
      expect(() => refuseOpenDoor(readConfig({ HOST, AUTH: 'off' }))).not.toThrow();
    },
  );

  it.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('need not be decided for HOST=%s', (HOST) => {
    expect(() => refuseOpenDoor(readConfig({ HOST }))).not.toThrow();
    expect(readConfig({ HOST })).toMatchObject({ access: { required: false }, http: { rateLimit: 0 } });
  });

  it('is asked for on this machine too, once keys are named; AUTH=off says otherwise', async () => {
    const { file: API_KEYS_FILE } = await keyFile(onTestFinished);
    expect(readConfig({ API_KEYS_FILE }).access.required).toBe(true);
    expect(readConfig({ API_KEYS_FILE, AUTH: 'off' }).access.required).toBe(false);
  });

  it.each([
    [{ AUTH: 'on' }, /AUTH="on": needs API_KEYS_FILE or JWT_ISSUER/],
    [{ JWT_ISSUER: 'https://id.example' }, /JWT_AUDIENCE: missing/],
    [{ JWT_AUDIENCE: 'seamline' }, /JWT_ISSUER: missing/],
    [{ JWT_ISSUER: 'http://id.example', JWT_AUDIENCE: 'seamline' }, /JWT_ISSUER=.*https:/],
    [{ API_KEYS_FILE: '/nowhere/keys' }, /API_KEYS_FILE="\/nowhere\/keys": cannot be used/],
    [{ CORS_ORIGINS: 'https://app.example.org/' }, /CORS_ORIGINS=/],
    [{ CORS_ORIGINS: '*' }, /CORS_ORIGINS=/],
    [{ TRUST_PROXY: 'everybody' }, /TRUST_PROXY=/],
    [{ TRUST_PROXY: '10.0.0.0/33' }, /TRUST_PROXY=/],
  ])('is refused where it is half said: %o', (settings, message) => {
    expect(() => readConfig(settings)).toThrow(message);
  });

  it.each([
    ['camera:push:secret-in-the-clear', 'line 1'],
    [`camera:push,everything:${hashOf('k').toString('hex')}`, 'line 1'],
    [`# none`, 'no key'],
  ])('is refused where a line of the file is no key, without showing it: %s', async (line, message) => {
    const API_KEYS_FILE = join(await temporaryFolder(), 'keys');
    await writeFile(API_KEYS_FILE, line);
    expect(() => readConfig({ API_KEYS_FILE })).toThrow(message);
    expect(() => readConfig({ API_KEYS_FILE })).not.toThrow('secret-in-the-clear');
  });

  it('is written by the command that makes keys, and shown nowhere in what is logged', async () => {
    const { stdout } = await cli('api-key', 'tester', '--roles', 'read,push', '--json');
    const { key, line } = JSON.parse(stdout) as { key: string; line: string };
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'keys'), line);
    const settings = { ...(await ownSettings()), API_KEYS_FILE: join(folder, 'keys'), LOG_LEVEL: 'verbose' };
    const service = startSeamline({ ...settings, ROLES: 'api' });
    const url = String(await service.ready);
    const asked = await fetch(`${url}/brokers`, { headers: { 'x-api-key': key } });
    expect(asked.status).toBe(200);
    const denied = await fetch(`${url}/dead-letters/replay`, {
      method: 'POST',
      headers: { 'x-api-key': key },
    });
    expect([denied.status, await denied.text()]).toEqual([403, expect.not.stringContaining(key)]);
    const verify = ['verify', '--url', url];
    await expect(cli(...verify)).rejects.toMatchObject({ stderr: expect.stringContaining('401') });
    expect((await cli(...verify, '--api-key', key)).stdout).toContain('nothing is missing');
    const withKey = { env: { ...process.env, SEAMLINE_API_KEY: key } };
    const list = ['dist/tools/cli/seamline.js', 'dead-letters', 'list', '--url', url];
    expect((await run(process.execPath, list, withKey)).stdout).toContain('no dead letters');
    expect(service.output()).not.toContain(key);
  });
});
