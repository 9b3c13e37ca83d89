import { fileURLToPath } from 'node:url';
import { readModelCard } from '../../../src/serving/models/model-card.js';
import type { Model } from '../../../src/serving/models/model.js';
import { imageBytes } from './requests.js';

const card = await readModelCard(fileURLToPath(new URL('../../../models/fashion-mnist/1', import.meta.url)));

/** Says of each image that it is of the class of its first byte, once `predict` lets it. */
export function modelThat(predict: (images: readonly Uint8Array[]) => Promise<void>): Model {
  return {
    card,
    backend: { name: 'cpu', reason: 'a test' },
    concurrency: 1,
    largestBatch: 128,
    async predict(pixels, count) {
      const images = Array.from({ length: count }, (_, at) =>
        pixels.slice(at * imageBytes, (at + 1) * imageBytes),
      );
      await predict(images);
      return Float32Array.from(
        images.flatMap(([first]) => card.labels.map((_, index) => (index === Number(first) % 10 ? 1 : 0))),
      );
    },
    async dispose() {},
  };
}
