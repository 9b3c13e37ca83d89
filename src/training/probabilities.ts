import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import type { Tfjs } from '../serving/models/tfjs.js';
import { orderedBatches, type Part, type WriteImage } from './batches.js';

/** The network's answers for the images of the part, in their order, row by row. */
export function probabilitiesOf(tf: Tfjs, model: LayersModel, part: Part, write: WriteImage): Float32Array {
  const { width, height, channels, labels } = part.dataset;
  const all = new Float32Array(part.indexes.length * labels.length);
  let row = 0;
  for (const { values, count } of orderedBatches(part, 500, write)) {
    const rows = tf.tidy(() => {
      const images = tf.tensor4d(values, [count, height, width, channels]);
      return (model.predict(images) as Tensor).dataSync() as Float32Array;
    });
    all.set(rows, row * labels.length);
    row += count;
  }
  return all;
}
