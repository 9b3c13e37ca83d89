import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Broker, DriverOptions } from '../../../src/transport/broker.js';
import { freePort } from '../../support/services/server-process.js';
import { onSuiteFinished } from '../../support/test-application.js';
import { brokerConformance } from '../../transport/broker.conformance.js';
import { defaultOptions } from '../../transport/conformance/lab.js';
import { copyInto, installPacked, type Installed } from './packed.js';

const root = resolve(import.meta.dirname, '../../..');
const page = readFileSync(join(root, 'docs/howto/own-broker-driver.md'), 'utf8');
const programs = new Map(
  [...page.matchAll(/```ts\n\/\/ (\S+)\n([\s\S]+?)```/g)].map(([, path = '', text = '']) => [path, text]),
);
/** The service is no part of the package: it runs from here, with a driver that has another copy of the library. */
const seamline = join(root, 'dist/tools/cli/seamline.js');

describe('docs/howto/own-broker-driver.md', () => {
  const onEnd = onSuiteFinished();
  let installed: Installed;
  let open: (options: DriverOptions) => Broker;

  beforeAll(async () => {
    installed = await installPacked(onEnd);
    await copyInto(installed, 'examples/orders/tsconfig.json', 'tsconfig.json');
    await writeFile(join(installed.folder, 'package.json'), '{"type":"module"}');
    await mkdir(join(installed.folder, 'src'));
    for (const [path, text] of programs) await writeFile(join(installed.folder, path), text);
    await installed.node('node_modules/typescript/bin/tsc');
    const { MemoryBroker } = (await import(
      pathToFileURL(join(installed.folder, 'dist/memory.broker.js')).href
    )) as { MemoryBroker: new (settings: object, options: DriverOptions) => Broker };
    open = (options) => new MemoryBroker({ keep: 100_000 }, options);
  }, 300_000);

  const always = 'the memory of the process is never away';
  brokerConformance('the driver of the page', (overrides) => open({ ...defaultOptions, ...overrides }), {
    unreachable: () => open(defaultOptions),
    skip: {
      'fails to connect within connectTimeoutMs when the broker is unreachable, as often as it is tried':
        always,
      'rejects a publish within publishTimeoutMs when the broker is unreachable': always,
      'names each message of a publish without an open connection as not sent': always,
    },
  });

  const environment = (settings: Record<string, string>) => ({
    PATH: process.env['PATH'],
    BROKERS: 'memory',
    BROKER_DRIVERS: './dist/memory.driver.js',
    MODELS_DIR: join(root, 'models'),
    ...settings,
  });

  /** Runs a command to its end. */
  async function runs(args: readonly string[], settings: Record<string, string> = {}) {
    const child = spawn(process.execPath, [seamline, ...args], {
      cwd: installed.folder,
      env: environment(settings),
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    const [code] = (await once(child, 'close')) as [number];
    return { code, output };
  }

  it('serves the whole program by name', async () => {
    const port = await freePort();
    const env = environment({ PORT: String(port), BACKEND: 'wasm' });
    const child = spawn(process.execPath, [seamline, 'start'], {
      cwd: installed.folder,
      env,
      stdio: 'ignore',
    });
    onEnd(async () => void child.kill('SIGKILL'));
    const get = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).json();
    await expect
      .poll(() => get('/health/ready').catch(() => undefined), { timeout: 60_000 })
      .toMatchObject({
        status: 'ok',
      });
    expect(await get('/brokers')).toContainEqual({
      name: 'memory',
      enabled: true,
      default: true,
      state: 'connected',
    });
    const { requestId } = await get('/memory/push-to-consumer?start_idx=0&end_idx=10');
    await expect
      .poll(() => get(`/requests/${requestId}`), { timeout: 30_000 })
      .toMatchObject({ accepted: 10, predicted: 10, dead: 0, inFlight: 0 });
    expect(await get('/asyncapi.json')).toMatchObject({
      servers: { memory: { protocol: 'memory', 'x-enabled': true } },
    });
    const ended = once(child, 'close');
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  }, 120_000);

  it('is known to the commands, which check its settings', async () => {
    const topics = await runs(['topics', 'list', '--broker', 'memory']);
    expect(topics).toMatchObject({ code: 0 });
    const wrong = await runs(['topics', 'list'], { MEMORY_KEEP: 'many' });
    expect(wrong.code).toBe(2);
    expect(wrong.output).toContain('MEMORY_KEEP="many": must be a whole number from 1');
  }, 60_000);

  it.each([
    ['./nowhere.js', 'BROKER_DRIVERS: ./nowhere.js cannot be used: Cannot find module'],
    ['no-such-package', 'BROKER_DRIVERS: no-such-package cannot be used: Cannot find package'],
    ['./dist/memory.broker.js', 'cannot be used: a driver must be an object that describes a driver'],
    [
      './dist/memory.driver.js,./dist/memory.driver.js',
      'cannot be used: there is a setting MEMORY_KEEP already',
    ],
    ['./dist/memory.driver.js,', 'BROKER_DRIVERS="./dist/memory.driver.js,": must be files or packages'],
  ])(
    'says what is wrong with BROKER_DRIVERS=%s',
    async (drivers, message) => {
      const { code, output } = await runs(['topics', 'list'], { BROKER_DRIVERS: drivers });
      expect({ code, output }).toMatchObject({ code: 2, output: expect.stringContaining(message) });
    },
    60_000,
  );
});
