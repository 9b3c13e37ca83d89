import type { LayersModel, layers, SymbolicTensor } from '@tensorflow/tfjs';
import type { Tfjs } from '../serving/models/tfjs.js';

export interface Network {
  /** Pixels to probabilities: the saved and served form. */
  readonly classifier: LayersModel;
  /** The same layers without the softmax: the trained form. */
  readonly logits: LayersModel;
}

/** Makes layers whose first weights follow from one seed. */
export class LayerFactory {
  private made = 0;

  constructor(
    private readonly tf: Tfjs,
    private readonly seed: number,
  ) {}

  /** A 3 × 3 convolution, batch normalisation and ReLU: one step once it is folded. */
  normalised(filters: number, padding: 'same' | 'valid' = 'same'): layers.Layer[] {
    const { layers } = this.tf;
    return [
      layers.conv2d({ filters, kernelSize: 3, padding, useBias: false, ...this.initial() }),
      layers.batchNormalization({ momentum: 0.95, epsilon: 1e-3 }),
      layers.reLU(),
    ];
  }

  convolution(filters: number, kernelSize: number, padding: 'same' | 'valid'): layers.Layer[] {
    const { layers } = this.tf;
    return [layers.conv2d({ filters, kernelSize, padding, ...this.initial() }), layers.reLU()];
  }

  dense(units: number): layers.Layer {
    return this.tf.layers.dense({ units, ...this.initial() });
  }

  relu(): layers.Layer {
    return this.tf.layers.reLU();
  }

  /** Halves width and height, keeping the largest of each four. */
  halved(): layers.Layer {
    return this.tf.layers.maxPooling2d({ poolSize: 2 });
  }

  /** Each filter's mean over all positions. */
  averaged(): layers.Layer {
    return this.tf.layers.globalAveragePooling2d({});
  }

  flattened(): layers.Layer {
    return this.tf.layers.flatten();
  }

  dropout(rate: number): layers.Layer {
    return this.tf.layers.dropout({ rate });
  }

  private initial() {
    this.made += 1;
    return { kernelInitializer: this.tf.initializers.heNormal({ seed: this.seed * 1_000 + this.made }) };
  }
}

/** Connects layers, once with and once without the softmax at the end. */
export function sequence(
  tf: Tfjs,
  input: readonly [number, number, number],
  chain: readonly layers.Layer[],
  name: string,
): Network {
  const image = tf.input({ shape: [...input] });
  const logits = chain.reduce((tensor, next) => next.apply(tensor) as SymbolicTensor, image);
  const probabilities = tf.layers.softmax().apply(logits) as SymbolicTensor;
  return {
    classifier: tf.model({ inputs: image, outputs: probabilities, name }),
    logits: tf.model({ inputs: image, outputs: logits }),
  };
}
