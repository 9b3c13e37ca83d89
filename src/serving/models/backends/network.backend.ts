import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import type { LoadedNetwork } from '../loaded-network.js';
import type { ModelCard } from '../model.js';
import { type Tfjs, type TfjsEngine, useEngine } from '../tfjs.js';
import type { Backend, BackendName } from './backend.js';

/** Runs a network unchanged, layer by layer or node by node: works for every network, but is not the fastest. */
export class NetworkBackend implements Backend {
  readonly name: BackendName;
  private readonly engine: TfjsEngine;

  constructor(
    { name, engine }: { readonly name: BackendName; readonly engine: TfjsEngine },
    private readonly tf: Tfjs,
    private readonly network: LoadedNetwork,
    private readonly card: Pick<ModelCard, 'input'>,
  ) {
    this.name = name;
    this.engine = engine;
  }

  async run(pixels: Uint8Array, count: number): Promise<Float32Array> {
    const { width, height, channels } = this.card.input;
    await useEngine(this.tf, this.engine);
    const answer = this.tf.tidy(() => {
      const bytes = this.tf.tensor4d(new Float32Array(pixels), [count, height, width, channels]);
      return this.network.predict(this.asInput(bytes));
    });
    try {
      return (await answer.data()) as Float32Array;
    } finally {
      answer.dispose();
    }
  }

  private asInput(bytes: Tensor4D): Tensor {
    const { scale, offset, layout, type = 'float32' } = this.card.input;
    const values = bytes.mul(this.tf.tensor1d([...scale])).add(this.tf.tensor1d([...offset]));
    const placed = layout === 'NCHW' ? values.transpose([0, 3, 1, 2]) : values;
    return type === 'float32' ? placed : placed.cast('int32');
  }

  dispose(): void {
    this.network.dispose();
  }
}
