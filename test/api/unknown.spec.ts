import { expect, it, onTestFinished } from 'vitest';
import type { Config } from '../../src/foundation/config/config.js';
import { CONFIG } from '../../src/foundation/config/config.module.js';
import { Database } from '../../src/outcomes/database/database.js';
import { LedgerRepository } from '../../src/outcomes/ledger/ledger.repository.js';
import { BROKERS, type Brokers } from '../../src/events/transport.module.js';
import { SEARCH_TIMES } from '../../src/api/unknown/log-search.js';
import type { Ledger } from '../../src/outcomes/ledger/ledger.js';
import { abandon } from '../outcomes/results/publisher-signs.js';
import { idOf, request } from '../outcomes/results/lab.js';
import { bearer, keyFile } from '../support/keys.js';
import { call } from '../support/http.js';
import { ownSettings, startTestApplication, type TestApplication } from '../support/test-application.js';

const soon = { pauseMs: 20, silentMs: 100 };

async function start(more: Readonly<Record<string, string>> = {}, times = soon): Promise<TestApplication> {
  const settings = { ...(await ownSettings()), ROLES: 'api', ...more };
  return startTestApplication(settings, undefined, (module) =>
    module.overrideProvider(SEARCH_TIMES).useValue(times),
  );
}

/** Announces images to the ledger as a publisher does, which has then no time to publish them. */
async function announce(
  { app }: TestApplication,
  broker: string,
  images: number,
  { logId, id = request }: { logId?: string | undefined; id?: string } = {},
) {
  const ledger = app.get(LedgerRepository);
  await ledger.openRequest(id, broker, { start: 0, end: images, logId });
  const announced = Array.from({ length: images }, (_, imageIndex) => imageIndex);
  await ledger.open(
    id,
    broker,
    announced.map((imageIndex) => ({ imageId: `${id}/${imageIndex}`, imageIndex })),
  );
  return ledger;
}

const ledgerOf = async ({ url }: TestApplication, id = request) =>
  (await call<Ledger>(`${url}/requests/${id}`)).body;

const resolve = ({ url }: TestApplication, body: object = { absent: 'all' }, headers = {}) =>
  call<Record<string, unknown>>(`${url}/requests/${request}/resolve`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

it('lists unknown images, and takes a word about each of them or about all', async () => {
  const service = await start();
  const ledger = await announce(service, 'kafka', 4);
  expect(await resolve(service)).toMatchObject({ status: 409, body: { code: 'STILL_PUBLISHING' } });
  expect((await call(`${service.url}/unknown`)).body).toEqual([]);
  await ledger.closeRequest(request, 0);

  const [listed] = (await call<Record<string, unknown>[]>(`${service.url}/unknown`)).body;
  expect(listed).toMatchObject({ requestId: request, broker: 'kafka', images: 4, logId: null });
  const { body: images } = await call<{ imageId: string }[]>(
    `${service.url}/requests/${request}/unknown?limit=2&after=${idOf(0)}`,
  );
  expect(images.map(({ imageId }) => imageId)).toEqual([idOf(1), idOf(2)]);

  expect((await resolve(service, {})).body).toMatchObject({ accepted: 0, forgotten: 0, unknown: 4 });
  const some = await resolve(service, { atBroker: [idOf(0)], absent: [idOf(0), idOf(1), idOf(1)] });
  expect(some.body).toEqual({ requestId: request, accepted: 1, forgotten: 1, unknown: 2 });
  expect((await resolve(service)).body).toMatchObject({ accepted: 0, forgotten: 2, unknown: 0 });
  expect((await resolve(service)).body).toMatchObject({ accepted: 0, forgotten: 0, unknown: 0 });
  expect(await ledgerOf(service)).toMatchObject({ accepted: 1, inFlight: 1, pending: 0 });
});

it('refuses a word about a request that nobody knows, and one without a meaning', async () => {
  const service = await start();
  expect(await resolve(service)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  for (const body of [{ forget: true }, { absent: 'none' }, { absent: [''] }]) {
    expect(await resolve(service, body), JSON.stringify(body)).toMatchObject({ status: 400 });
  }
});

it('takes a word about unknown images only from callers with the role operate', async () => {
  const { file, keys } = await keyFile(onTestFinished);
  const service = await start({ API_KEYS_FILE: file });
  const ledger = await announce(service, 'kafka', 1);
  await ledger.closeRequest(request, 0);
  expect(await resolve(service, undefined, bearer(keys.push).headers)).toMatchObject({ status: 403 });
  expect(await resolve(service, undefined, bearer(keys.operate).headers)).toMatchObject({ status: 200 });
});

it('logs who said what about how many unknown images', async () => {
  const { file, keys } = await keyFile(onTestFinished);
  const settings = { ...(await ownSettings()), ROLES: 'api', API_KEYS_FILE: file, LOG_FORMAT: 'json' };
  const service = await startTestApplication(settings);
  const lines: string[] = [];
  service.app.useLogger({ log: (text: string) => lines.push(text), error() {}, warn() {} });
  const ledger = await announce(service, 'kafka', 3);
  await ledger.closeRequest(request, 0);
  await resolve(service, undefined, bearer(keys.operate).headers);
  expect(lines).toContain(
    'operate: of the unknown images of request request-1, 0 are at the broker, and 3 are not and are forgotten',
  );
});

it('finds unknown images in the embedded log, and forgets those that are surely not there', async () => {
  const service = await start();
  const { topic, logId, broker } = await imagesLog(service);
  const ledger = await announce(service, 'embedded', 3, { logId });
  await broker.publish([{ topic, key: idOf(1), value: Buffer.from('x'), headers: {} }]);
  await ledger.closeRequest(request, 0);
  await expect
    .poll(() => ledgerOf(service))
    .toMatchObject({ accepted: 1, inFlight: 1, pending: 0, verdict: 'working' });
});

it('forgets no image of another log, as of the same name on another machine', async () => {
  const service = await start();
  const ledger = await announce(service, 'embedded', 2, { logId: 'another/images' });
  const { topic, broker } = await imagesLog(service);
  await broker.publish([{ topic, key: idOf(0), value: Buffer.from('x'), headers: {} }]);
  await ledger.closeRequest(request, 0);
  await expect.poll(() => ledgerOf(service)).toMatchObject({ accepted: 1, unknown: 1 });
});

it('looks for the images of a publisher only after its sign of life has not changed for a time', async () => {
  const service = await start({}, { pauseMs: 20, silentMs: 1_500 });
  const { logId } = await imagesLog(service);
  await announce(service, 'embedded', 2, { logId });
  await announce(service, 'embedded', 2, { logId, id: 'frozen' });
  const database = service.app.get(Database);
  await abandon(database, 'frozen');
  let laterBy = -61;
  const unknownOfFrozen = async () => {
    // Old, as after a clock that jumped, but the publisher lives.
    await abandon(database, request, (laterBy -= 1));
    return (await ledgerOf(service, 'frozen')).unknown;
  };
  await expect.poll(unknownOfFrozen, { interval: 20, timeout: 20_000 }).toBe(0);
  expect(await ledgerOf(service)).toMatchObject({ unknown: 2, verdict: 'unconfirmed' });
});

async function imagesLog({ app }: TestApplication) {
  const broker = app.get<Brokers>(BROKERS).get('embedded')!;
  const topic = app.get<Config>(CONFIG).transport.topics.images;
  await broker.connect();
  return { broker, topic, logId: await broker.admin.logId?.(topic) };
}
