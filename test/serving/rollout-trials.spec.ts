import { randomBytes } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { OPEN_MODEL } from '../../src/serving/classifier/served-models.module.js';
import type { OpenModel } from '../../src/serving/classifier/model-registry.js';
import { readConfig } from '../../src/configuration.js';
import { Database } from '../../src/outcomes/database/database.js';
import { encodeImageEvent } from '../../src/events/image.codec.js';
import { Engine } from '../../src/serving/models/engine.js';
import type { Model } from '../../src/serving/models/model.js';
import type { ModelView } from '../../src/serving/rollout/model-views.service.js';
import type { RolloutReport } from '../../src/serving/rollout/report.js';
import { headerText } from '../../src/transport/broker.js';
import { BROKERS, type Brokers } from '../../src/events/transport.module.js';
import { call } from '../support/http.js';
import { addVersion, modelsFolder, name, versionFolder, writeServing } from '../support/models-folder.js';
import { change, rowsOf, versionsIn } from './rollout/service.js';
import { ownSettings, startTestApplication, temporaryFolder } from '../support/test-application.js';

/** Version 2 takes what is unsure for a shirt. */
async function settingsWithTrial(): Promise<Record<string, string>> {
  const root = await modelsFolder(1);
  await addVersion(root, 2, { label: 6, by: 2 });
  await writeServing(root, { version: '1' });
  return { ...(await ownSettings()), MODELS_DIR: root, MODELS: name };
}

const report = async (url: string) =>
  (await call<RolloutReport>(`${url}/models/${name}/report?limit=1000`)).body;

const shadowOf = async (url: string) =>
  (await call<ModelView>(`${url}/models/${name}`)).body.versions.find(({ version }) => version === '2')
    ?.shadow;

it('a canary of 25 % gets its share of 2,000 events, and the same events again; it is promoted, or aborted', async () => {
  const settings = await settingsWithTrial();
  const { url, app } = await startTestApplication(settings);
  const started = await change(url, 'canary', { version: '2', percent: 25 });
  expect(started).toMatchObject({
    status: 200,
    body: { serving: { version: '1', canary: { percent: 25 } } },
  });
  const { topics } = readConfig(settings).transport;
  const broker = app.get<Brokers>(BROKERS).get('embedded')!;
  const ways: [id: string, version: string][] = [];
  await broker.subscribe(
    { topic: topics.predictions, group: 'observer', maxInFlight: 100 },
    async (message) => {
      ways.push([
        headerText(message, 'ce-id') ?? headerText(message, 'ce_id') ?? '',
        headerText(message, 'ce-modelversion') ?? headerText(message, 'ce_modelversion') ?? '',
      ]);
    },
  );
  const requestId = randomBytes(4).toString('hex');
  const body = { kind: 'pixels', width: 28, height: 28, channels: 1, bytes: randomBytes(784) } as const;
  const events = Array.from({ length: 2_000 }, (_, imageIndex) =>
    encodeImageEvent(
      { id: `${requestId}/${imageIndex}`, requestId, imageIndex, body },
      'embedded',
      topics.images,
    ),
  );
  await broker.publish(events);
  await expect.poll(() => ways.length, { timeout: 30_000 }).toBe(2_000);
  const first = new Map(ways);
  await broker.publish(events);
  await expect.poll(() => ways.length, { timeout: 30_000 }).toBe(4_000);
  expect(new Map(ways.slice(2_000))).toEqual(first);
  const images = [...first.values()].filter((version) => version === '2').length;
  const share = images / 2_000;
  expect(share).toBeGreaterThan(0.2);
  expect(share).toBeLessThan(0.3);
  await expect
    .poll(async () => (await report(url)).versions.reduce((sum, { images }) => sum + images, 0))
    .toBe(2_000);
  expect((await report(url)).versions).toMatchObject([
    { version: '2', images, share, meanConfidence: expect.any(Number) },
    {
      version: '1',
      images: 2_000 - images,
      share: (2_000 - images) / 2_000,
      meanComputeMs: expect.any(Number),
    },
  ]);
  expect(await change(url, 'promote')).toMatchObject({ body: { serving: { version: '2', previous: '1' } } });
  expect(versionsIn(await rowsOf(url, 0, 20))).toEqual(new Set(['2']));
  await change(url, 'canary', { version: '1', percent: 99 });
  expect((await change(url, 'abort')).body.serving).toEqual({ version: '2', previous: '1' });
  expect(versionsIn(await rowsOf(url, 0, 20))).toEqual(new Set(['2']));
});

it('a shadow predicts on every image without changing an outcome, and the report tells what it said', async () => {
  const { url, app } = await startTestApplication(await settingsWithTrial());
  const alone = await rowsOf(url, 0, 400);
  expect((await change(url, 'shadow', { version: '2' })).status).toBe(200);
  const rows = await rowsOf(url, 0, 400);
  expect(rows.map(({ label, modelVersion }) => [label, modelVersion])).toEqual(
    alone.map(({ label }) => [label, '1']),
  );
  await expect.poll(async () => (await report(url)).shadow?.images, { timeout: 20_000 }).toBe(400);
  const database = app.get(Database, { strict: false });
  const said = await database.read.selectFrom('shadow_predictions').selectAll().execute();
  expect(said).toHaveLength(400);
  const labels = new Map(said.map(({ image_id, label }) => [image_id, label]));
  const differing = rows.filter(({ imageId, label }) => labels.get(imageId) !== label);
  const right = rows.filter(({ label, trueLabel }) => label === trueLabel).length / 400;
  const shadowRight = rows.filter(({ imageId, trueLabel }) => labels.get(imageId) === trueLabel).length / 400;
  expect(differing.length).toBeGreaterThan(0);
  const { shadow } = await report(url);
  expect(shadow).toMatchObject({
    version: '2',
    agreed: 400 - differing.length,
    agreement: (400 - differing.length) / 400,
    known: 400,
    accuracy: { answered: right, shadow: shadowRight, difference: expect.closeTo(shadowRight - right) },
  });
  expect(shadow?.disagreements.map(({ imageId }) => imageId).toSorted()).toEqual(
    differing.map(({ imageId }) => imageId).toSorted(),
  );
  expect((await call(`${url}/ledger`)).body).toMatchObject({ predicted: 800, dead: 0, repeats: 0 });
  expect(await shadowOf(url)).toEqual({ answered: 400, skipped: 0, failed: 0 });
});

/** The engine, but for version 2, whose answers `answer` gives. */
function openWith(folder: string, trial: string, answer: Model['predict']): OpenModel {
  return async (directory) => {
    const cacheDirectory = folder;
    const engine = await Engine.open(directory, {
      backend: 'wasm',
      workers: 1,
      batchSize: 16,
      cacheDirectory,
    });
    if (directory !== trial) return engine;
    return {
      card: engine.card,
      backend: engine.backend,
      concurrency: 1,
      largestBatch: engine.largestBatch,
      predict: answer,
      dispose: () => engine.dispose(),
    };
  };
}

async function startWithShadow(answer: Model['predict'], more: Record<string, string> = {}) {
  const settings = { ...(await settingsWithTrial()), ...more };
  const trial = versionFolder(settings['MODELS_DIR']!, 2);
  const open = openWith(await temporaryFolder(), trial, answer);
  const { url } = await startTestApplication(settings, onTestFinished, (module) =>
    module.overrideProvider(OPEN_MODEL).useValue(open),
  );
  expect((await change(url, 'shadow', { version: '2' })).status).toBe(200);
  return url;
}

it('a shadow that throws harms nothing: every image is predicted, and its failures are counted', async () => {
  const url = await startWithShadow(async () => {
    throw new Error('out of order');
  });
  expect(versionsIn(await rowsOf(url, 0, 100))).toEqual(new Set(['1']));
  await expect.poll(() => shadowOf(url)).toEqual({ answered: 0, skipped: 0, failed: 100 });
  expect((await call(`${url}/ledger`)).body).toMatchObject({ predicted: 100, dead: 0, inFlight: 0 });
  expect((await report(url)).shadow).toMatchObject({ images: 0, agreement: null });
});

it('a shadow that hangs delays nobody: what it cannot take is skipped', async () => {
  let goOn = () => {};
  const wait = new Promise<void>((resolve) => (goOn = resolve));
  const url = await startWithShadow(
    async (_pixels, count) => {
      await wait;
      return new Float32Array(10 * count).fill(0.1);
    },
    { BATCH_SIZE: '4' },
  );
  await rowsOf(url, 0, 100);
  expect(await shadowOf(url)).toEqual({ answered: 0, skipped: 84, failed: 0 });
  goOn();
  await expect.poll(() => shadowOf(url)).toEqual({ answered: 16, skipped: 84, failed: 0 });
  await expect.poll(async () => (await report(url)).shadow?.images).toBe(16);
});

it('what is no prediction among those of a shadow is a dead letter, and no outcome of its image', async () => {
  const settings = await settingsWithTrial();
  const { url, app } = await startTestApplication(settings);
  const [row] = await rowsOf(url, 0, 1);
  const broker = app.get<Brokers>(BROKERS).get('embedded')!;
  const headers = { 'ce-specversion': '1.0', 'ce-id': row!.imageId, 'ce-source': '/x', 'ce-type': 'x' };
  const topic = readConfig(settings).transport.topics['shadow-predictions'];
  await broker.publish([
    { topic, value: Buffer.from('{}'), headers },
    { topic, value: Buffer.from('{}'), headers: { ...headers, 'ce-id': 'new' } },
  ]);
  const letters = async () => (await call<object[]>(`${url}/dead-letters`)).body;
  await expect.poll(letters).toMatchObject([
    { code: 'BAD_MESSAGE', topic },
    { code: 'BAD_MESSAGE', topic },
  ]);
  expect((await call(`${url}/ledger`)).body).toMatchObject({ predicted: 1, dead: 0, repeats: 0 });
});
