import { describe, expect, it, onTestFinished } from 'vitest';
import { OPEN_MODEL } from '../../src/serving/classifier/served-models.module.js';
import { BROKERS, type Brokers } from '../../src/events/transport.module.js';
import { LedgerRepository } from '../../src/outcomes/ledger/ledger.repository.js';
import { imagesOf, request } from '../outcomes/results/lab.js';
import { bearer, keyFile } from '../support/keys.js';
import { call, predictionsOf, push } from '../support/http.js';
import { modelThat } from '../support/inference/model-that.js';
import { readMetrics } from './metrics/read-metrics.js';
import { ownSettings, startTestApplication } from '../support/test-application.js';

type Settings = Record<string, string>;

const everything = { ROLES: 'api,classifier,results', MODELS: 'fashion-mnist@1' };

describe('GET /metrics', () => {
  it('tells what became of every message, image and batch', async () => {
    const settings: Settings = { ...(await ownSettings()), ...everything };
    const { url, app } = await startTestApplication(settings);
    const pushed = await push(url, 'push-to-consumer', 0, 20);
    await predictionsOf(url, pushed);
    const broker = [...app.get<Brokers>(BROKERS).values()][0];
    await broker?.publish([
      { topic: settings.TOPIC_IMAGES ?? '', value: Buffer.from('no image'), headers: {} },
    ]);
    await expect
      .poll(async () => (await call<{ dead: number }>(`${url}/ledger`)).body.dead, { timeout: 20_000 })
      .toBe(1);

    const [letter] = (await call<{ code: string }[]>(`${url}/dead-letters`)).body;
    const metrics = await readMetrics(url);
    const images = { broker: 'embedded', topic: settings.TOPIC_IMAGES };
    const model = { model: 'fashion-mnist', version: '1' };
    const duration = 'seamline_message_duration_seconds_count';
    expect(metrics.value(duration, { ...images, outcome: 'acknowledged' })).toBe(20);
    expect(metrics.value(duration, { ...images, outcome: 'dead-letter' })).toBe(1);
    expect(metrics.value('seamline_dead_letters_total', { ...images, code: letter?.code })).toBe(1);
    expect(metrics.value('seamline_publish_duration_seconds_count', images)).toBe(21);
    expect(metrics.value('seamline_messages_in_flight', images)).toBe(0);
    expect(metrics.value('seamline_inference_total_seconds_count', model)).toBe(20);
    expect(metrics.value('seamline_batch_size_images_sum', model)).toBeGreaterThanOrEqual(20);
    expect(metrics.value('seamline_model_ready', model)).toBe(1);
    expect(metrics.value('seamline_broker_up', { broker: 'embedded' })).toBe(1);
    expect(metrics.value('seamline_database_up')).toBe(1);
    expect(metrics.value('seamline_ledger_images', { state: 'predicted' })).toBe(20);
    expect(metrics.value('seamline_ledger_images', { state: 'dead' })).toBe(1);
    expect(metrics.value('seamline_ledger_images', { state: 'in_flight' })).toBe(0);
    expect(metrics.sum('seamline_labelled_predictions')).toBe(20);
    expect(metrics.value('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0);
  });

  it('tells how many images are unknown, for how long, and how many were resolved', async () => {
    const settings: Settings = { ...(await ownSettings()), ROLES: 'api' };
    const { url, app } = await startTestApplication(settings);
    const ledger = app.get(LedgerRepository);
    await ledger.openRequest(request, 'kafka', { start: 0, end: 3 });
    await ledger.open(request, 'kafka', imagesOf(0, 3));
    const verdictIs = (verdict: string) => ({ verdict });
    const before = await readMetrics(url);
    expect(before.value('seamline_ledger_unknown_images')).toBe(0);
    expect(before.value('seamline_ledger_unknown_oldest_seconds')).toBe(0);
    expect(before.value('seamline_ledger_verdict', verdictIs('working'))).toBe(1);
    await ledger.closeRequest(request, 0);
    const unknown = await readMetrics(url);
    expect(unknown.value('seamline_ledger_unknown_images')).toBe(3);
    expect(unknown.value('seamline_ledger_unknown_oldest_seconds')).toBeGreaterThan(0);
    expect(unknown.value('seamline_ledger_verdict', verdictIs('unconfirmed'))).toBe(1);
    expect(unknown.sum('seamline_ledger_verdict')).toBe(1);
    await fetch(`${url}/requests/${request}/resolve`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ absent: 'all' }),
    });
    const after = await readMetrics(url);
    expect(after.value('seamline_ledger_unknown_images')).toBe(0);
    expect(after.value('seamline_unknown_resolved_total', { by: 'caller', as: 'forgotten' })).toBe(3);
  });

  it('tells what waits in each partition while nobody consumes', async () => {
    const settings: Settings = { ...(await ownSettings()), ROLES: 'api' };
    const { url } = await startTestApplication(settings);
    await push(url, 'push-to-consumer', 0, 30);
    const metrics = await readMetrics(url);
    const waiting = { broker: 'embedded', topic: settings.TOPIC_IMAGES };
    expect(metrics.sum('seamline_consumer_lag_messages', waiting)).toBe(30);
    expect(metrics.samples('seamline_consumer_lag_messages', waiting).length).toBeGreaterThan(1);
    expect(metrics.value('seamline_ledger_images', { state: 'in_flight' })).toBe(30);
    expect(metrics.samples('seamline_model_info')).toEqual([]);
  });

  it('tells the codes of attempts that failed and were followed by another', async () => {
    // The model fails on the image, and on the blank one by which it is tried.
    let failures = 2;
    const model = modelThat(async () => {
      if (failures-- > 0) throw new Error('out of order');
    });
    const settings = { ...(await ownSettings()), ...everything };
    const { url } = await startTestApplication(settings, undefined, (module) =>
      module.overrideProvider(OPEN_MODEL).useValue(async () => model),
    );
    await predictionsOf(url, await push(url, 'push-to-consumer', 0, 1));
    const metrics = await readMetrics(url);
    expect(metrics.value('seamline_retries_total', { code: 'MODEL_UNAVAILABLE' })).toBe(1);
    expect(metrics.value('seamline_inference_failures_total')).toBe(1);
  });

  it('is the same in every role, and needs a key that reads where keys are asked for', async () => {
    const { file, keys } = await keyFile(onTestFinished);
    for (const ROLES of ['api', 'classifier', 'results', 'inference']) {
      const { url, close } = await startTestApplication({
        ...(await ownSettings()),
        ROLES,
        MODELS: 'fashion-mnist@1',
        API_KEYS_FILE: file,
      });
      expect((await fetch(`${url}/metrics`)).status).toBe(401);
      const metrics = await readMetrics(url, bearer(keys.read).headers);
      expect(metrics.samples('seamline_broker_up')).toHaveLength(1);
      expect(metrics.samples('seamline_model_info')).toHaveLength(
        ROLES === 'classifier' || ROLES === 'inference' ? 1 : 0,
      );
      await close();
    }
  });
});
