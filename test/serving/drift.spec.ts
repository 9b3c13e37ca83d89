import { expect, it } from 'vitest';
import { DriftService, type ModelDrift } from '../../src/serving/drift/drift.service.js';
import { RequestPublisher } from '../../src/api/publishing/request.publisher.js';
import { call, predictionsOf, push } from '../support/http.js';
import { noRealSet } from '../support/real-set.js';
import { ownSettings, startTestApplication } from '../support/test-application.js';

const body = { kind: 'pixels', width: 28, height: 28, channels: 1, bytes: new Uint8Array(784) } as const;

// The model's card was measured on the real test set: images sampled in its place have drifted from it.

it.skipIf(noRealSet)(
  `tells test images from others by the answers alone, for HTTP and for whoever asks the service${noRealSet}`,
  async () => {
    const { url, app } = await startTestApplication(await ownSettings());
    const driftOf = async (last: number) =>
      (await call<ModelDrift>(`${url}/models/fashion-mnist/drift?last=${last}`)).body;
    const [none] = (await driftOf(10)).versions;
    expect(none).toMatchObject({
      version: '3',
      verdict: 'too few predictions',
      predictions: 0,
      classes: null,
    });
    await predictionsOf(url, await push(url, 'push-to-consumer', 0, 800));
    const { versions } = await driftOf(800);
    expect(versions).toMatchObject([
      { version: '3', verdict: 'stable', predictions: 800, needed: 200 },
      { version: '2', verdict: 'too few predictions', predictions: 0 },
      { version: '1', verdict: 'no baseline', predictions: 0, confidence: null },
    ]);
    const [{ classes, confidence }] = versions as [ModelDrift['versions'][number]];
    expect(classes!.labels).toHaveLength(10);
    expect(classes!.labels.reduce((sum, { psi }) => sum + psi, 0)).toBeCloseTo(classes!.psi);
    expect(classes!.labels.reduce((sum, { seen }) => sum + seen, 0)).toBeCloseTo(1);
    expect(confidence!.pValue).toBeGreaterThan(0);

    const blank = app
      .get(RequestPublisher)
      .publish({ range: { start: 0, end: 300 }, image: () => ({ body }) });
    const { requestId } = await blank;
    await expect
      .poll(async () => (await call(`${url}/requests/${requestId}`)).body, { timeout: 60_000 })
      .toMatchObject({ predicted: 300 });
    expect((await driftOf(300)).versions[0]).toMatchObject({ verdict: 'drifted', predictions: 300 });
    const current = await app.get(DriftService, { strict: false }).current();
    expect(current.find(({ model }) => model === 'fashion-mnist')!.versions[0]!.predictions).toBe(1_000);
  },
  120_000,
);

it('names the model that there is not, and the number that is not allowed', async () => {
  const { url } = await startTestApplication(await ownSettings());
  expect(await call(`${url}/models/nobody/drift`)).toMatchObject({
    status: 404,
    body: { code: 'UNKNOWN_MODEL' },
  });
  for (const last of ['0', '10001', 'all']) {
    expect(await call(`${url}/models/fashion-mnist/drift?last=${last}`)).toMatchObject({
      status: 400,
      body: { field: 'last', allowed: 'a whole number from 1 to 10000' },
    });
  }
});
