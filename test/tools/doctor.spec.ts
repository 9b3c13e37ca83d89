import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { expect, inject, it, onTestFinished } from 'vitest';
import { readConfig } from '../../src/configuration.js';
import { LedgerRepository } from '../../src/outcomes/ledger/ledger.repository.js';
import { imagesOf, request } from '../outcomes/results/lab.js';
import { freePort } from '../support/services/server-process.js';
import { checkNode } from '../../src/tools/doctor/check-node.js';
import { openBroker } from '../../src/tools/verification/open-broker.js';
import { installedWithout } from '../support/installed.js';
import { findingsWith, linesOf, type Settings, wrongWith } from './doctor/wrong-with.js';
import { lockElsewhere } from '../support/sqlite-lock.js';
import { withServer } from '../support/services/with-server.js';
import { ownSettings, startTestApplication, temporaryFolder } from '../support/test-application.js';

async function fileWith(text: string, name = 'file'): Promise<string> {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, text);
  return path;
}

async function changedModel(change: (folder: string) => Promise<void>): Promise<Settings> {
  const root = await temporaryFolder();
  const folder = join(root, 'fashion-mnist', '1');
  await cp('models/fashion-mnist/1', folder, { recursive: true });
  await change(folder);
  return { MODELS_DIR: root, MODELS: 'fashion-mnist@1', ROLES: 'classifier', BACKEND: 'wasm' };
}

async function editCard(folder: string, edit: (card: Record<string, unknown>) => object) {
  const path = join(folder, 'card.json');
  const card = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  await writeFile(path, JSON.stringify({ ...card, ...edit(card) }));
}

it('finds nothing wrong where nothing is', async () => {
  expect(await wrongWith({ ROLES: 'api,results' })).toBe('');
});

it('names every bad setting at once', async () => {
  const wrong = await wrongWith({ BATCH_SIZE: '0', BROKERS: 'rabbit' });
  expect(wrong).toMatch(/BATCH_SIZE="0"[^]*BROKERS="rabbit"|BROKERS="rabbit"[^]*BATCH_SIZE="0"/);
});

it.each([
  [
    'Kafka that does not answer',
    { BROKERS: 'kafka', KAFKA_BROKERS: '127.0.0.1:9' },
    /^kafka: .*KAFKA_BROKERS/m,
  ],
  [
    'an emulator that does not answer',
    { BROKERS: 'pubsub', PUBSUB_EMULATOR_HOST: '127.0.0.1:9' },
    /^pubsub: .*PUBSUB_EMULATOR_HOST/m,
  ],
  [
    'PostgreSQL that does not answer',
    { DATABASE_URL: 'postgres://a:b@127.0.0.1:9/c' },
    /^database: .*start PostgreSQL/m,
  ],
  ['a model that is not there', { ROLES: 'classifier', MODELS: 'nobody' }, /^model nobody: .*MODELS_DIR/m],
])('names %s', async (_name, settings, words) => {
  expect(await wrongWith(settings as unknown as Settings)).toMatch(words);
});

it('names topics that are missing and that the service may not create', async () => {
  expect(await wrongWith({}, false)).toMatch(/^embedded topics: not there: images-.*seamline topics create/m);
});

it('names credentials of Google that are none', async () => {
  const file = await fileWith('{"no": "key"}');
  const wrong = await wrongWith({ BROKERS: 'pubsub', GOOGLE_APPLICATION_CREDENTIALS: file });
  expect(wrong).toMatch(/^pubsub: .*GOOGLE_APPLICATION_CREDENTIALS.* is no key/m);
});

it('warns of unknown images of the running service, and says what ends that', async () => {
  const settings = { ...(await ownSettings()), PORT: String(await freePort()), ROLES: 'api' };
  const { app } = await startTestApplication(settings);
  const ledger = app.get(LedgerRepository);
  await ledger.openRequest(request, 'kafka', { start: 0, end: 3 });
  await ledger.open(request, 'kafka', imagesOf(0, 3));
  await ledger.closeRequest(request, 0);
  const warnings = (await findingsWith(settings)).filter(({ check }) => check === 'service');
  expect(linesOf(warnings.filter(({ status }) => status === 'warning'))).toMatch(
    /^service: 3 images are unknown, the oldest since 20.*→ seamline verify --topics --resolve looks/,
  );
  expect(warnings.filter(({ status }) => status === 'wrong')).toEqual([]);
});

it('names a data folder that cannot be written', async () => {
  expect(await wrongWith({ DATA_DIR: await fileWith('x') })).toMatch(/^data folder: .*DATA_DIR/m);
});

it('names a SQLite file that is none', async () => {
  const DATA_DIR = await temporaryFolder();
  await mkdir(DATA_DIR, { recursive: true });
  await writeFile(join(DATA_DIR, 'results.db'), 'no database '.repeat(1_000));
  expect(await wrongWith({ DATA_DIR })).toMatch(/^database: .*not a database/m);
});

it('names a SQLite file that another process holds', async () => {
  const DATA_DIR = await temporaryFolder();
  await lockElsewhere(join(DATA_DIR, 'results.db'));
  expect(await wrongWith({ DATA_DIR })).toMatch(
    /^database: .*locked.* → end the program that holds the file/m,
  );
});

it('warns of a topic with fewer partitions than the settings want', async () => {
  const settings: Settings = { ...(await ownSettings()), EMBEDDED_PARTITIONS: '2' };
  const broker = await openBroker('embedded', readConfig(settings));
  await broker.admin.createTopic(settings['TOPIC_PREDICTIONS'] ?? '');
  await broker.close();
  const findings = await findingsWith({ ...settings, EMBEDDED_PARTITIONS: '4' });
  const warnings = linesOf(findings.filter(({ status }) => status === 'warning'));
  expect(warnings).toMatch(
    /^embedded partitions: .*predictions-\w+ has 2, wanted are 4 → .*EMBEDDED_PARTITIONS/m,
  );
});

withServer('Kafka', inject('kafka'), ({ brokers }) =>
  it('warns of each address of KAFKA_BROKERS that does not answer, while another does', async () => {
    const KAFKA_BROKERS = ['127.0.0.1:9', ...brokers, '127.0.0.1:10'].join(',');
    const findings = await findingsWith({ BROKERS: 'kafka', KAFKA_BROKERS }, false);
    const warned = linesOf(findings.filter(({ check }) => check === 'kafka address'));
    expect(warned).toMatch(
      /^kafka address: 127\.0\.0\.1:9: .*ECONNREFUSED.* → .*KAFKA_BROKERS.*\nkafka address: 127\.0\.0\.1:10: .*$/,
    );
    expect(findings).toContainEqual({
      check: 'kafka',
      status: 'ok',
      text: expect.stringContaining('answers'),
    });
  }),
);

withServer('PostgreSQL', inject('postgres'), (server) =>
  it('names a wrong password for PostgreSQL, without telling it', async () => {
    const url = new URL(server.url);
    url.password = 'hush-this-is-wrong';
    const wrong = await wrongWith({ DATABASE_URL: url.href });
    expect(wrong).toMatch(/^database: .*password authentication failed.* → correct .*DATABASE_URL/m);
    expect(wrong).not.toContain(url.password);
  }),
);

it('names BACKEND=savedmodel where the native library is not set up', async () => {
  const program = await installedWithout('@tensorflow/tfjs-node');
  const settings = { ...(await ownSettings()), ROLES: 'classifier', BACKEND: 'savedmodel' };
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], ...settings };
  const { stdout } = spawnSync(process.execPath, [program, 'doctor'], { env, encoding: 'utf8' });
  expect(stdout).toMatch(
    /^wrong +backend: BACKEND=savedmodel .*native library is not set up.*\n +→ `npm run native`.*BACKEND=auto/m,
  );
});

it('names a port in use', async () => {
  const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const PORT = String((server.address() as AddressInfo).port);
  expect(await wrongWith({ ROLES: 'api', PORT })).toMatch(/^port \d+: .*EADDRINUSE/m);
});

it('names a folder without the files of Fashion-MNIST', async () => {
  const FASHION_MNIST_DIR = await temporaryFolder();
  expect(await wrongWith({ ROLES: 'api', FASHION_MNIST_DIR })).toMatch(/^data set: FASHION_MNIST_DIR=/m);
});

it('names a card whose number of labels is not the network’s', async () => {
  const settings = await changedModel((folder) => editCard(folder, () => ({ labels: ['a', 'b'] })));
  expect(await wrongWith(settings)).toMatch(/^model fashion-mnist@1: .*expected 2/m);
});

it('names a file with another checksum than its card says', async () => {
  const files = { 'model.json': '0'.repeat(64), 'weights.bin': '0'.repeat(64) };
  const settings = await changedModel((folder) => editCard(folder, () => ({ files })));
  expect(await wrongWith(settings)).toMatch(/^model fashion-mnist@1: .*SHA-256/m);
});

it('names broken weights', async () => {
  const settings = await changedModel((folder) => writeFile(join(folder, 'weights.bin'), 'short'));
  expect(await wrongWith(settings)).toMatch(/^model fashion-mnist@1: .*weights\.bin/m);
});

it.each(['18.20.0', '20.18.9', '21.7.0', '22.11.0'])('does not support Node %s', (version) => {
  expect(checkNode(version).status).toBe('wrong');
});

it.each(['20.19.0', '22.12.0', '24.0.0'])('supports Node %s', (version) => {
  expect(checkNode(version).status).toBe('ok');
});
