import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SEARCH_TIMES } from '../../src/api/unknown/log-search.js';
import { BROKERS, type Brokers } from '../../src/events/transport.module.js';
import { Database } from '../../src/outcomes/database/database.js';
import type { Ledger } from '../../src/outcomes/ledger/ledger.js';
import { call, push } from '../support/http.js';
import { startSeamline } from '../support/services/seamline-process.js';
import { lockElsewhere, type SqliteLock } from '../support/sqlite-lock.js';
import { ownSettings, startTestApplication } from '../support/test-application.js';
import { abandon } from './results/publisher-signs.js';

type Settings = Readonly<Record<string, string>>;

const ledgerOf = async (url: string) => (await call<Ledger>(`${url}/ledger`)).body;

/**
 * A process of its own that pushes an image and then 10,000, and is killed once its ledger is as it should be.
 *
 * @param between the two requests.
 */
async function killPublisher(
  settings: Settings,
  isTime: (ledger: Ledger) => boolean,
  between = async () => {},
): Promise<void> {
  const publisher = startSeamline({ ...settings, ROLES: 'api' });
  const url = await publisher.ready;
  await push(url, 'push-to-consumer', 0, 1);
  await between();
  fetch(`${url}/push-to-consumer?start_idx=0&end_idx=10000`, { method: 'POST' }).catch(() => undefined);
  await expect.poll(async () => isTime(await ledgerOf(url)), { interval: 5, timeout: 30_000 }).toBe(true);
  await publisher.end('SIGKILL');
}

/** The next process: it holds the sign of life for old at once, and not after a minute. */
async function startNext(settings: Settings) {
  const { url, app } = await startTestApplication({ ...settings, ROLES: 'api' }, undefined, (module) =>
    module.overrideProvider(SEARCH_TIMES).useValue({ pauseMs: 50, silentMs: 200 }),
  );
  const [{ requestId } = { requestId: '' }] = (await call<{ requestId: string }[]>(`${url}/requests`)).body;
  const request = async () => (await call<Ledger>(`${url}/requests/${requestId}`)).body;
  const before = await request();
  expect(before.verdict).toBe('working');
  await abandon(app.get(Database), requestId);
  await expect.poll(request, { timeout: 20_000 }).toMatchObject({ pending: 0, unknown: 0 });
  const kept = await app
    .get<Brokers>(BROKERS)
    .get('embedded')
    ?.admin.kept?.(settings['TOPIC_IMAGES'] ?? '');
  const sent = kept?.reduce((sum, { end }) => sum + Number(end), 0);
  return { before, after: await request(), sent };
}

it('of a publisher that is killed half-way each image in the embedded log is accepted, and no other', async () => {
  const settings = await ownSettings();
  await killPublisher(settings, ({ accepted }) => accepted > 1);
  const { after, sent } = await startNext(settings);
  expect(sent).toBeGreaterThan(1);
  const ofRequest = (sent ?? 0) - 1;
  expect(after).toMatchObject({ accepted: ofRequest, inFlight: ofRequest, verdict: 'working' });
}, 60_000);

it('images that a killed publisher has announced and never sent are forgotten', async () => {
  const settings = await ownSettings();
  const log = join(settings['DATA_DIR'] ?? '', 'broker.db');
  let lock: SqliteLock | undefined;
  await killPublisher(
    settings,
    ({ pending }) => pending >= 500,
    async () => void (lock = await lockElsewhere(log)),
  );
  await lock?.release();
  const { before, after, sent } = await startNext(settings);
  expect(before.pending).toBeGreaterThanOrEqual(500);
  expect(sent).toBe(1);
  expect(after).toMatchObject({ accepted: 0, verdict: 'interrupted' });
}, 60_000);
