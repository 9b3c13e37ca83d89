import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { emptyFolder, putModel, smallCard, stored } from '../../../test/support/own-model.js';
import { Engine } from './engine.js';
import { loadTfjs } from './tfjs.js';

const tf = await loadTfjs('cpu');
const side = 192;

it('a network that is slow for one image computes smaller batches, and answers larger ones in pieces', async () => {
  const { layers } = tf;
  // About 2 × 10^9 operations for an image.
  const network = tf.sequential({
    layers: [
      layers.conv2d({ inputShape: [side, side, 3], filters: 96, kernelSize: 9, padding: 'same' }),
      layers.globalAveragePooling2d({}),
      layers.dense({ units: 3, activation: 'softmax' }),
    ],
  });
  const folder = await emptyFolder();
  const input = { width: side, height: side, channels: 3, scale: 1 / 255, offset: 0 };
  await putModel(folder, await stored(network), { 'card.json': { ...smallCard, input } });
  const cacheDirectory = join(folder, '../graphs');
  const engine = await Engine.open(folder, { backend: 'auto', workers: 1, batchSize: 128, cacheDirectory });
  onTestFinished(() => engine.dispose());
  expect(engine.batchSize).toBeLessThan(128);

  const size = side * side * 3;
  const count = engine.batchSize + 2;
  const pixels = Uint8Array.from(
    { length: count * size },
    (_, at) => (at * 7919 + Math.floor(at / size)) % 256,
  );
  const last = await engine.predict(pixels.slice((count - 1) * size), 1);
  const all = await engine.predict(pixels, count);
  expect(all.length).toBe(3 * count);
  expect([...all.subarray(3 * (count - 1))]).toEqual(
    [...last].map((value) => expect.closeTo(value, 5) as number),
  );
});
