import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import type { Tfjs } from '../models/tfjs.js';
import { orderedBatches, type Part, type WriteImage } from './batches.js';

/** Share of the part's images whose likeliest class is the true one, 0 to 1. */
export function accuracyOf(tf: Tfjs, model: LayersModel, part: Part, write: WriteImage): number {
  const { width, height } = part.dataset;
  let right = 0;
  for (const { values, classes, count } of orderedBatches(part, 500, write)) {
    const answers = tf.tidy(() => {
      const scores = model.predict(tf.tensor4d(values, [count, height, width, 1])) as Tensor;
      return scores.argMax(1).dataSync();
    });
    right += classes.filter((truth, position) => answers[position] === truth).length;
  }
  return right / (part.end - part.start);
}
