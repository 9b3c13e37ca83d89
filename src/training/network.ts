import type { LayersModel, Scalar, SymbolicTensor, Tensor2D } from '@tensorflow/tfjs';
import type { Tfjs } from '../models/tfjs.js';
import type { Batch } from './batches.js';

export interface Network {
  /** Pixels to probabilities: what is saved and served. */
  readonly classifier: LayersModel;
  /** The same layers without the softmax: what is trained. */
  readonly logits: LayersModel;
}

/** LeNet-5 with today's habits: ReLU, max pooling, and dropout between the dense layers. */
export function lenet5(
  tf: Tfjs,
  input: readonly [number, number, number],
  classes: number,
  seed: number,
): Network {
  let layer = 0;
  const initial = () => ({ kernelInitializer: tf.initializers.heNormal({ seed: seed + (layer += 1) }) });
  const image = tf.input({ shape: [...input] });
  const layers = [
    tf.layers.conv2d({ filters: 6, kernelSize: 5, padding: 'same', activation: 'relu', ...initial() }),
    tf.layers.maxPooling2d({ poolSize: 2 }),
    tf.layers.conv2d({ filters: 16, kernelSize: 5, activation: 'relu', ...initial() }),
    tf.layers.maxPooling2d({ poolSize: 2 }),
    tf.layers.flatten(),
    tf.layers.dense({ units: 120, activation: 'relu', ...initial() }),
    tf.layers.dropout({ rate: 0.1, seed }),
    tf.layers.dense({ units: 84, activation: 'relu', ...initial() }),
    tf.layers.dense({ units: classes, ...initial() }),
  ];
  const logits = layers.reduce((tensor, next) => next.apply(tensor) as SymbolicTensor, image);
  const probabilities = tf.layers.softmax().apply(logits) as SymbolicTensor;
  return {
    classifier: tf.model({ inputs: image, outputs: probabilities, name: 'lenet5' }),
    logits: tf.model({ inputs: image, outputs: logits }),
  };
}

/**
 * Cross-entropy of the network's answers. Smoothing spreads that share of the truth over all classes, so that the
 * network stays unsure of odd labels.
 */
export function classifierLoss(tf: Tfjs, { logits }: Network, batch: Batch, smoothing: number): Scalar {
  const shape = logits.inputs[0]?.shape.slice(1) as number[];
  const images = tf.tensor(batch.values, [batch.count, ...shape]);
  const answers = logits.apply(images, { training: true }) as Tensor2D;
  const truth = tf.oneHot(tf.tensor1d(batch.classes, 'int32'), answers.shape[1]);
  return tf.losses.softmaxCrossEntropy(truth, answers, undefined, smoothing).asScalar();
}
