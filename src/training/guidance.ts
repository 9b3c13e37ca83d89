import type { LayersModel, Scalar, Tensor } from '@tensorflow/tfjs';
import { readModelCard } from '../serving/models/model-card.js';
import type { ModelCard } from '../serving/models/model.js';
import { loadLayers } from '../serving/models/loaded-network.js';
import type { Tfjs } from '../serving/models/tfjs.js';
import type { TrainingBatch } from './batches.js';
import { latentSize, type SamplerNetwork } from './sampler.network.js';

/** A trained classifier that judges the decoder's images. It does not learn itself. */
export interface Guide {
  readonly card: ModelCard;
  readonly layers: LayersModel;
}

export async function loadGuide(tf: Tfjs, directory: string): Promise<Guide> {
  return { card: await readModelCard(directory), layers: await loadLayers(tf, directory) };
}

/**
 * How little the guide recognises the batch's labels in drawn images. An autoencoder alone draws averages, and the
 * average of two sandals is no sandal.
 */
export function guidanceLoss(
  tf: Tfjs,
  { network, guide }: { readonly network: SamplerNetwork; readonly guide: Guide },
  batch: TrainingBatch,
  seed: number,
): Scalar {
  const { width, height, channels, scale, offset } = guide.card.input;
  const labels = tf.oneHot(tf.tensor1d(batch.classes, 'int32'), guide.card.labels.length).toFloat();
  const latent = tf.randomNormal([batch.count, latentSize], 0, 1, 'float32', seed);
  const logits = network.decoder.apply(tf.concat([latent, labels], 1)) as Tensor;
  const pixels = logits.sigmoid().reshape([batch.count, height, width, channels]);
  const answers = guide.layers.apply(
    pixels
      .mul(255)
      .mul(tf.tensor1d([...scale]))
      .add(tf.tensor1d([...offset])),
  ) as Tensor;
  return tf.losses.logLoss(labels, answers, undefined, 1e-7, tf.Reduction.SUM).div(batch.count).asScalar();
}
