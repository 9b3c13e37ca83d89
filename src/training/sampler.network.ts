import type { LayersModel, Scalar, SymbolicTensor, Tensor } from '@tensorflow/tfjs';
import type { Tfjs } from '../serving/models/tfjs.js';
import type { TrainingBatch } from './batches.js';

export const latentSize = 16;
const hidden = 256;

/** A conditional variational autoencoder of dense layers; only its decoder is kept. */
export interface SamplerNetwork {
  /** Image and one-hot label to the mean and the log variance of the latent values. */
  readonly encoder: LayersModel;
  /** Latent values and one-hot label to the logits of the pixels. */
  readonly decoder: LayersModel;
}

export function samplerNetwork(tf: Tfjs, pixels: number, classes: number, seed: number): SamplerNetwork {
  const dense = (units: number, layer: number, activation: 'relu' | 'linear') => {
    const kernelInitializer = tf.initializers.glorotUniform({ seed: seed + layer });
    return tf.layers.dense({ units, activation, kernelInitializer });
  };
  const twoLayers = (inputs: number, outputs: number, layer: number) => {
    const input = tf.input({ shape: [inputs] });
    const middle = dense(hidden, layer, 'relu').apply(input) as SymbolicTensor;
    const output = dense(outputs, layer + 1, 'linear').apply(middle) as SymbolicTensor;
    return tf.model({ inputs: input, outputs: output });
  };
  return {
    encoder: twoLayers(pixels + classes, 2 * latentSize, 1),
    decoder: twoLayers(latentSize + classes, pixels, 3),
  };
}

/** Mean and log variance of each image's latent values. */
export function encode(tf: Tfjs, { encoder }: SamplerNetwork, batch: TrainingBatch) {
  const images = tf.tensor2d(batch.values, [batch.count, batch.values.length / batch.count]);
  const classes = (encoder.inputs[0]?.shape[1] as number) - (images.shape[1] as number);
  const labels = tf.oneHot(tf.tensor1d(batch.classes, 'int32'), classes).toFloat();
  const encoded = encoder.apply(tf.concat([images, labels], 1)) as Tensor;
  const [mean, logVariance] = tf.split(encoded, 2, 1) as [Tensor, Tensor];
  return { images, labels, mean, logVariance };
}

/** The cost of an image's way through the latent values: wrong pixels, and latent values far from normal. */
export function samplerLoss(tf: Tfjs, network: SamplerNetwork, batch: TrainingBatch, seed: number): Scalar {
  const { images, labels, mean, logVariance } = encode(tf, network, batch);
  const noise = tf.randomNormal(mean.shape, 0, 1, 'float32', seed);
  const latent = mean.add(noise.mul(logVariance.mul(0.5).exp()));
  const logits = network.decoder.apply(tf.concat([latent, labels], 1)) as Tensor;
  const wrongPixels = tf.losses.sigmoidCrossEntropy(images, logits, undefined, 0, tf.Reduction.SUM);
  const farFromNormal = mean.square().add(logVariance.exp()).sub(logVariance).sub(1).sum().mul(0.5);
  return wrongPixels.add(farFromNormal).div(batch.count).asScalar();
}
