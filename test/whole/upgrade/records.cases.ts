import { beforeAll, expect, it, vi } from 'vitest';
import { readConfig } from '../../../src/configuration.js';
import type { DeadLetterSummary } from '../../../src/outcomes/dead-letters/dead-letter.view.js';
import type { Ledger } from '../../../src/outcomes/ledger/ledger.js';
import type { StoredPrediction } from '../../../src/outcomes/results/outcome-rows.js';
import { headerText, type ReceivedMessage } from '../../../src/transport/broker.js';
import { BROKERS, type Brokers } from '../../../src/events/transport.module.js';
import { call } from '../../support/http.js';
import { type InferAnswer, outputOf } from '../../support/inference/requests.js';
import { onSuiteFinished, ownSettings, startTestApplication } from '../../support/test-application.js';
import { labelsPath, requestsIn } from './answers.js';
import { type Left, jsonFixture } from './fixtures.js';
import { repliesTopic } from './old-life.js';
import type { RawBroker } from './records.js';
import { replayToPrediction } from './replay.js';
import type { BrokerName } from '../../../src/transport/drivers/index.js';

const model = { MODELS: 'fashion-mnist@2', BACKEND: 'wasm' };
const patience = { timeout: 20_000, interval: 50 };

/** What an earlier program has published is published again, byte by byte, and read by today's. */
export function recordsCases<Record>(commit: string, name: BrokerName, raw: RawBroker<Record>): void {
  const onEnd = onSuiteFinished();
  const { topics, answers } = jsonFixture<Left<Record>>(commit, `${name}.json`);
  const [pushed, uploaded] = requestsIn(answers);
  const isOf = (request: string) => (record: Record) => raw.idOf(record)?.startsWith(`${request}/`) ?? false;
  const publish = (topic: string, from: string, isWanted: (record: Record) => boolean = () => true) =>
    raw.publish(topic, (topics[from] ?? []).filter(isWanted));
  const replies: ReceivedMessage[] = [];
  let url: string;
  let names: ReturnType<typeof readConfig>['transport']['topics'];
  const get = async <Body>(path: string) => (await call<Body>(url + path)).body;
  const predictionsPath = (request = '') => `/requests/${request}/predictions?limit=100`;

  beforeAll(async () => {
    const shared = await ownSettings(onEnd);
    // The old program answered anywhere; the changelog says to name the places. Its group was another.
    const places = { REPLY_TOPICS: repliesTopic, OUTCOMES_OF: 'seamline' };
    const own = { ...shared, ...raw.settings, ...model, BROKERS: name, ...places };
    names = readConfig(own).transport.topics;
    const running = await startTestApplication(own, onEnd);
    url = running.url;
    await vi.waitFor(async () => expect((await fetch(`${url}/health/ready`)).status).toBe(200), patience);
    const subscription = { topic: repliesTopic, group: String(shared['GROUP_ID']), maxInFlight: 10 };
    await running.app
      .get<Brokers>(BROKERS)
      .get(name)
      ?.subscribe(subscription, async (reply) => void replies.push(reply));
  });

  it('are predictions: each becomes the row that it was', async () => {
    await publish(names.predictions, 'predictions', (record) => !isOf('camera')(record));
    for (const request of [pushed, uploaded, 'ask']) {
      const expected = answers[predictionsPath(request)] as StoredPrediction[];
      await expect.poll(() => get(predictionsPath(request)), patience).toHaveLength(expected.length);
      const rows = await get<StoredPrediction[]>(predictionsPath(request));
      expect(rows.map(sayings)).toEqual(expected.map(sayings));
    }
  });

  it('are labels: they are the truth, or wait for their image', async () => {
    await publish(names.labels, 'labels');
    for (const id of [`${pushed}/2`, 'never-seen']) {
      const path = labelsPath(id);
      const { history } = answers[path] as { history: { label: string }[] };
      const labelled = history.map(({ label }) => ({ label }));
      await expect.poll(() => get(path), patience).toMatchObject({ history: labelled });
    }
  });

  it('are predictions of a shadow: each is counted', async () => {
    await publish(names['shadow-predictions'], 'predictions-shadow', isOf(pushed ?? ''));
    await expect
      .poll(() => get('/models/fashion-mnist/report'), patience)
      .toMatchObject({ shadow: { version: '1', images: 10 } });
  });

  it('are dead letters: each is stored with its reason, and replayed to a prediction', async () => {
    const said = answers['/dead-letters?limit=100'] as DeadLetterSummary[];
    // Since source and id name an image, that of another program has its source in its name.
    const essence = ({ imageId, topic, code, reason, attempts, obstacle }: DeadLetterSummary) => {
      const isNamedAnew = topic.startsWith('images') && imageId !== null && !imageId.includes(' ');
      const name = isNamedAnew ? `/camera ${imageId}` : imageId;
      return JSON.stringify({ imageId: name, code, reason, attempts, obstacle });
    };
    const expected = said.map(essence).toSorted();
    await publish(`${names.images}-dlt`, 'images-dlt');
    await publish(`${names.predictions}-dlt`, 'predictions-dlt');
    const stored = async () =>
      (await get<DeadLetterSummary[]>('/dead-letters?limit=100'))
        .map(essence)
        .filter((one) => expected.includes(one))
        .toSorted();
    // The prediction that was none has become a letter of today's, too, a few lines above.
    await expect.poll(async () => new Set(await stored()), patience).toEqual(new Set(expected));
    await replayToPrediction(url, '/camera wrong/1');
  });

  it('are images: each is classified as it was, or has a dead letter, and no outcome changes', async () => {
    await expect.poll(() => get('/ledger'), patience).toMatchObject({ inFlight: 0 });
    const before = await get<Ledger>('/ledger');
    await publish(names.images, 'images');
    const expected = answers[predictionsPath('camera')] as StoredPrediction[];
    const rowsOf = async () => {
      const rows = await get<StoredPrediction[]>(predictionsPath('camera'));
      return rows.filter(({ imageId }) => imageId.startsWith('/camera camera/'));
    };
    await expect.poll(rowsOf, patience).toHaveLength(expected.length);
    expect((await rowsOf()).map(labels)).toEqual(
      expected.map((old) => labels({ ...old, imageId: `/camera ${old.imageId}` })),
    );
    // The images of the pushed requests had their outcome: they are repeats.
    await expect
      .poll(async () => (await get<Ledger>('/ledger')).repeats - before.repeats, patience)
      .toBeGreaterThanOrEqual(12);
    const rows = await get<StoredPrediction[]>(predictionsPath(pushed));
    expect(rows.map(sayings)).toEqual((answers[predictionsPath(pushed)] as StoredPrediction[]).map(sayings));
  });

  it('are inference requests: each is answered, with the labels that it was', async () => {
    await publish(names.inference, 'inference-requests');
    const isIt = (reply: ReceivedMessage) => headerText(reply, 'correlation-id') === 'for ask';
    await expect.poll(() => replies.some(isIt), patience).toBe(true);
    const answer = JSON.parse(Buffer.from(replies.find(isIt)?.value ?? []).toString()) as InferAnswer;
    const [old] = (topics[repliesTopic] ?? []).map(
      (record) => JSON.parse(raw.valueOf(record)) as InferAnswer,
    );
    expect(outputOf(answer, 'label')).toEqual(outputOf(old!, 'label'));
  });
}

/** What a prediction says, but for when and in which order it was stored, and for labels that came later. */
function sayings({ seq: _seq, decidedAt: _at, trueLabel: _truth, ...said }: StoredPrediction & object) {
  return said;
}

const labels = ({ imageId, label }: StoredPrediction) => ({ imageId, label });
