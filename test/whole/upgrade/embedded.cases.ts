import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { headerText, type ReceivedMessage } from '../../../src/transport/broker.js';
import { BROKERS, type Brokers } from '../../../src/events/transport.module.js';
import type { Ledger, RequestLedger } from '../../../src/outcomes/ledger/ledger.js';
import { call } from '../../support/http.js';
import { onSuiteFinished, startTestApplication, temporaryFolder } from '../../support/test-application.js';
import { type Answers, labelsPath, requestsIn } from './answers.js';
import { restoreSqlite } from './dump-sqlite.js';
import { fixture, jsonFixture } from './fixtures.js';
import { repliesTopic } from './old-life.js';
import { replayToPrediction } from './replay.js';

const patience = { timeout: 20_000, interval: 50 };

/** A data folder that an earlier program has left in the middle of its work. */
export function embeddedCases(commit: string): void {
  const onEnd = onSuiteFinished();
  const answers = jsonFixture<Answers>(commit, 'sqlite.answers.json');
  const before = answers['/ledger'] as Ledger;
  /** Pushed and done, uploaded, published, asked; classified and not stored; not yet classified. */
  const [pushed, , , , classified, waiting] = requestsIn(answers);
  const replies: ReceivedMessage[] = [];
  let url: string;
  const get = async <Body>(path: string) => (await call<Body>(url + path)).body;

  beforeAll(async () => {
    const folder = await temporaryFolder(onEnd);
    restoreSqlite(fixture(commit, 'results.sql'), join(folder, 'results.db'));
    restoreSqlite(fixture(commit, 'broker.sql'), join(folder, 'broker.db'));
    const settings = { DATA_DIR: folder, PORT: '0', BACKEND: 'wasm', REPLY_TOPICS: repliesTopic };
    const running = await startTestApplication(settings, onEnd);
    url = running.url;
    const broker = running.app.get<Brokers>(BROKERS).get('embedded');
    await broker?.subscribe({ topic: repliesTopic, group: 'test', maxInFlight: 10 }, async (reply) => {
      replies.push(reply);
    });
  });

  it('is worked to its end: every waiting image is classified exactly once', async () => {
    expect(before.inFlight).toBe(8);
    await expect
      .poll(() => get(`/requests/${classified}`), patience)
      .toMatchObject({ predicted: 3, dead: 0 });
    await expect.poll(() => get(`/requests/${waiting}`), patience).toMatchObject({ predicted: 5, dead: 0 });
    await expect.poll(() => get('/requests/ask-later'), patience).toMatchObject({ predicted: 2 });
    await expect.poll(() => get('/requests/late'), patience).toMatchObject({ dead: 1 });
    const { predicted, dead, accepted, inFlight, repeats } = await get<Ledger>('/ledger');
    expect({ predicted, dead, accepted, inFlight }).toEqual({
      predicted: before.predicted + 10,
      dead: before.dead + 1,
      accepted: before.accepted + 3,
      inFlight: 0,
    });
    // What the old program had read is not read again.
    expect(repeats).toBe(before.repeats);
  });

  it('keeps what was decided, and reads the label that waits', async () => {
    const path = `/requests/${pushed}/predictions?limit=100`;
    expect(await get(path)).toMatchObject(answers[path] as object);
    const labels = labelsPath(`${waiting}/13`);
    await expect
      .poll(() => get(labels), patience)
      .toMatchObject({
        trueLabel: 'Bag',
        history: [{ source: 'inspection', counts: true }],
      });
  });

  it('has its waiting inference request answered where it asked for', async () => {
    const answers = () =>
      replies.filter((reply) => headerText(reply, 'correlation-id') === 'for ask-later').length;
    await expect.poll(answers, patience).toBe(1);
  });

  it('has its waiting dead letter stored, and replayed', async () => {
    const { deaths } = await get<RequestLedger>('/requests/late');
    expect(deaths).toMatchObject([{ imageId: '/camera late/0', code: 'MESSAGE_TOO_LARGE' }]);
    await replayToPrediction(url, '/camera late/0');
    expect(await get('/requests/late')).toMatchObject({ predicted: 1, dead: 0 });
  });
}
