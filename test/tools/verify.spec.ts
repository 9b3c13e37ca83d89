import { SEARCH_TIMES } from '../../src/api/unknown/log-search.js';
import { ServiceClient } from '../../src/tools/verification/service.client.js';
import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, inject, it, onTestFinished } from 'vitest';
import { readConfig } from '../../src/configuration.js';
import { openBroker } from '../../src/tools/verification/open-broker.js';
import { encodeImage } from '../../src/events/image.codec.js';
import { BROKERS, type Brokers } from '../../src/events/transport.module.js';
import { LedgerRepository } from '../../src/outcomes/ledger/ledger.repository.js';
import { idOf, imagesOf, request } from '../outcomes/results/lab.js';
import { push } from '../support/http.js';
import { withServer } from '../support/services/with-server.js';
import { ownSettings, startTestApplication, temporaryFolder } from '../support/test-application.js';

const run = promisify(execFile);

type Settings = Readonly<Record<string, string>>;

const body = { kind: 'pixels', width: 28, height: 28, channels: 1, bytes: new Uint8Array(784) } as const;

const verify = (settings: Settings, ...flags: string[]) => seamline('verify', settings, ...flags);

/** A command as users run it, against a service and its broker. */
async function seamline(name: string, settings: Settings, ...flags: string[]) {
  const { PATH = '', HOME = '' } = process.env;
  const command = ['dist/tools/cli/seamline.js', name, ...flags];
  return run(process.execPath, command, { env: { PATH, HOME, ...settings } }).then(
    ({ stdout }) => ({ code: 0, output: stdout }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
      code,
      output: stdout + stderr,
    }),
  );
}

it('seamline verify names the images that have no outcome, and is content once they have', async () => {
  const settings = await ownSettings();
  const { url } = await startTestApplication({ ...settings, ROLES: 'api,results' });
  const { requestId } = await push(url, 'push-to-consumer', 0, 3);
  const ids = `${requestId}/0, ${requestId}/1, ${requestId}/2`;
  for (const flags of [[], ['--request', requestId], ['--topics']]) {
    const { code, output } = await verify(settings, '--url', url, ...flags);
    expect([code, output]).toEqual([1, expect.stringContaining(`without an outcome: ${ids}`)]);
    expect(output).toContain('3 accepted = 0 predicted + 0 dead + 3 in flight');
  }
  await startTestApplication({ ...settings, ROLES: 'classifier' });
  const { code, output } = await verify(settings, '--url', url, '--topics', '--wait', '30');
  expect([code, output]).toEqual([0, expect.stringContaining('nothing is missing, nothing is doubled')]);
  expect(output).toContain('topics: 6 messages on embedded');
});

it('seamline verify finds on the topics what the database has never heard of', async () => {
  const settings = await ownSettings();
  const { url } = await startTestApplication({ ...settings, ROLES: 'api' });
  const config = readConfig(settings);
  const broker = await openBroker('embedded', config);
  onTestFinished(() => broker.close());
  await broker.publish(config.transport.topics.images, [{ key: 'lost', value: Buffer.from('x') }]);
  expect((await verify(settings, '--url', url)).code).toBe(0);
  const { code, output } = await verify(settings, '--url', url, '--topics');
  expect([code, output]).toEqual([
    1,
    expect.stringMatching(/without an outcome: \/embedded\/images\S* \d\/0\/\d+\n/),
  ]);
});

it('seamline verify says that it could not find out when nobody answers, or it is asked wrongly', async () => {
  expect(await verify({}, '--url', 'http://127.0.0.1:9')).toEqual({
    code: 2,
    output: 'seamline: http://127.0.0.1:9 does not answer\n',
  });
  expect(await verify({}, '--wait', 'long')).toMatchObject({ code: 2 });
});

it('seamline verify names unknown images and what helps, and with --resolve ends them by what is on the topic', async () => {
  const settings = await ownSettings();
  // The service, too, would look into the log.
  const { url, app } = await startTestApplication({ ...settings, ROLES: 'api' }, undefined, (module) =>
    module.overrideProvider(SEARCH_TIMES).useValue({ pauseMs: 600_000, silentMs: 600_000 }),
  );
  const { transport } = readConfig(settings);
  const topic = transport.topics.images;
  const broker = app.get<Brokers>(BROKERS).get('embedded')!;
  await broker.connect();
  const ledger = app.get(LedgerRepository);
  await ledger.openRequest(request, 'embedded', {
    start: 0,
    end: 3,
    logId: await broker.admin.logId?.(topic),
  });
  await ledger.open(request, 'embedded', imagesOf(0, 3));
  await broker.publish([{ topic, ...encodeImage({ id: idOf(1), requestId: request, body }, 'embedded') }]);

  expect((await verify(settings, '--url', url)).output).toContain('3 more are being published');
  await ledger.closeRequest(request, 0);
  const before = await verify(settings, '--url', url, '--topics');
  expect(before.code).toBe(1);
  expect(before.output).toMatch(
    /unknown: 3 images, the oldest since 20\S+Z; the broker may or may not have them\n/,
  );
  expect(before.output).toContain(`  ${idOf(0)}, ${idOf(1)}, ${idOf(2)}\n`);
  expect(before.output).toContain('→ seamline verify --topics --resolve looks for them at the broker');

  const { code, output } = await verify(settings, '--url', url, '--topics', '--resolve');
  expect(output).toContain('1 are at the broker and accepted, 2 were never there and are forgotten');
  expect([code, output]).toEqual([1, expect.stringContaining(`without an outcome: ${idOf(1)}\n`)]);
  await startTestApplication({ ...settings, ROLES: 'classifier,results' });
  expect(await verify(settings, '--url', url, '--topics', '--wait', '30')).toMatchObject({ code: 0 });
});

it('seamline verify reads the brokers of the service, and makes no log where the settings lead elsewhere', async () => {
  const settings = await ownSettings();
  const { url, app } = await startTestApplication({ ...settings, ROLES: 'api' });
  await app.get<Brokers>(BROKERS).get('embedded')!.connect();
  const elsewhere = await temporaryFolder();
  const others = { ...settings, DATA_DIR: elsewhere, BROKERS: 'kafka' };
  expect(await verify(others, '--url', url, '--topics')).toEqual({
    code: 2,
    output: `seamline: the service speaks embedded, and its log is not here: there is no ${elsewhere}/broker.db; set DATA_DIR to the folder of the service, unless it has published nothing yet\n`,
  });
  expect(await readdir(elsewhere)).toEqual([]);
  const otherTopic = { ...settings, TOPIC_IMAGES: 'another' };
  expect(await verify(otherTopic, '--url', url, '--topics')).toMatchObject({
    code: 2,
    output: expect.stringMatching(
      /publishes images to \d+\/images-\w+ on embedded, but the settings here lead to \d+\/another/,
    ),
  });
  expect(await verify({ ...settings, BROKERS: 'kafka' }, '--url', url, '--topics')).toMatchObject({
    code: 0,
  });
});

it('seamline resolve lists unknown images, and forgets them when it is told so', async () => {
  const settings = await ownSettings();
  const { url, app } = await startTestApplication({ ...settings, ROLES: 'api' });
  const resolve = (...flags: string[]) => seamline('resolve', settings, '--url', url, ...flags);
  expect(await resolve()).toEqual({ code: 0, output: 'no image is unknown\n' });
  const ledger = app.get(LedgerRepository);
  await ledger.openRequest(request, 'kafka', { start: 0, end: 3 });
  await ledger.open(request, 'kafka', imagesOf(0, 3));
  expect(await resolve(request, '--yes')).toMatchObject({
    code: 0,
    output: '0 images of 0 requests are forgotten\n',
  });
  expect(await new ServiceClient(url).resolve(request, { absent: 'all' })).toMatch(/still being published/);
  await ledger.closeRequest(request, 0);
  expect(await resolve()).toEqual({
    code: 1,
    output: expect.stringMatching(/^request-1 {2}3 images unknown since 20\S+Z, for kafka\n$/),
  });
  expect(await resolve(request)).toMatchObject({ code: 2, output: expect.stringContaining('add --yes') });
  expect(await resolve('--all', '--yes')).toEqual({
    code: 0,
    output: '3 images of 1 requests are forgotten\n',
  });
  expect(await resolve('nobody', '--yes')).toMatchObject({ code: 2 });
});

withServer('Pub/Sub', inject('pubsub'), ({ emulatorHost }) => {
  it('seamline verify --resolve says that Pub/Sub cannot be looked at, what helps, and changes nothing', async () => {
    const settings = { ...(await ownSettings()), BROKERS: 'pubsub', PUBSUB_EMULATOR_HOST: emulatorHost };
    const { url, app } = await startTestApplication({ ...settings, ROLES: 'api' });
    const ledger = app.get(LedgerRepository);
    await ledger.openRequest(request, 'pubsub', { start: 0, end: 3 });
    await ledger.open(request, 'pubsub', imagesOf(0, 3));
    await ledger.closeRequest(request, 0);
    const { code, output } = await verify(settings, '--url', url, '--topics', '--resolve');
    expect(output).toContain('0 are at the broker and accepted, 0 were never there and are forgotten');
    expect(output).toContain(
      'still unknown: 3, because pubsub shows nothing of what was published before this command: wait for their outcomes, or use seamline resolve',
    );
    expect([code, output]).toEqual([1, expect.stringContaining('unknown: 3 images')]);
  });
});
