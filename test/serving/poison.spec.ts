import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { OPEN_MODEL } from '../../src/serving/classifier/served-models.module.js';
import { readModelCard } from '../../src/serving/models/model-card.js';
import type { Model } from '../../src/serving/models/model.js';
import { readConfig } from '../../src/configuration.js';
import { encodeImageEvent } from '../../src/events/image.codec.js';
import { BROKERS, type Brokers } from '../../src/events/transport.module.js';
import { call } from '../support/http.js';
import { ownSettings, startTestApplication } from '../support/test-application.js';

const card = await readModelCard(fileURLToPath(new URL('../../models/fashion-mnist/1', import.meta.url)));
const imageBytes = 784;
const poisonByte = 13;

/** Answers every image but those that consist of one byte only: on these the whole batch throws. */
function modelWithAWeakness(): Model & { repeatedRuns: number } {
  const seen = new Set<string>();
  return {
    card,
    backend: { name: 'cpu', reason: 'a test' },
    concurrency: 1,
    largestBatch: 128,
    repeatedRuns: 0,
    async predict(pixels, count) {
      const images = Array.from({ length: count }, (_, at) =>
        pixels.subarray(at * imageBytes, (at + 1) * imageBytes),
      );
      const names = images.map((image) => Buffer.from(image).toString('base64'));
      if (names.every((name) => seen.has(name))) this.repeatedRuns += 1;
      names.forEach((name) => seen.add(name));
      if (images.some((image) => image.every((byte) => byte === poisonByte))) throw new Error('poison');
      return new Float32Array(count * 10).fill(0.1);
    },
    async dispose() {},
  };
}

it('one poison image among 127 good ones ends as a dead letter, and the others are predicted', async () => {
  const model = modelWithAWeakness();
  const settings = { ...(await ownSettings()), MODELS: 'fashion-mnist@1' };
  const { url, app } = await startTestApplication(settings, undefined, (module) =>
    module.overrideProvider(OPEN_MODEL).useValue(async () => model),
  );
  const { topics } = readConfig(settings).transport;
  const requestId = randomBytes(4).toString('hex');
  const poison = 77;
  const messages = Array.from({ length: 128 }, (_, imageIndex) => {
    const bytes = imageIndex === poison ? Buffer.alloc(imageBytes, poisonByte) : randomBytes(imageBytes);
    const body = { kind: 'pixels', width: 28, height: 28, channels: 1, bytes } as const;
    const event = { id: `${requestId}/${imageIndex}`, requestId, imageIndex, body };
    return encodeImageEvent(event, 'embedded', topics.images);
  });
  await app.get<Brokers>(BROKERS).get('embedded')?.publish(messages);
  await expect
    .poll(async () => (await call(`${url}/ledger`)).body, { timeout: 20_000 })
    .toMatchObject({ accepted: 128, predicted: 127, dead: 1, inFlight: 0 });
  expect(model.repeatedRuns).toBeGreaterThanOrEqual(1);
  expect(model.repeatedRuns).toBeLessThanOrEqual(14);
});
