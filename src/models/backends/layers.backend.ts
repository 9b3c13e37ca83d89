import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import type { Tfjs, TfjsEngine } from '../tfjs.js';
import type { Backend, BackendName, InputShape } from './backend.js';

/** Runs a network layer by layer, as it was trained: for every network, if not the fastest. */
export class LayersBackend implements Backend {
  readonly name: BackendName;
  readonly engine: TfjsEngine;

  constructor(
    { name, engine }: Pick<Backend, 'name' | 'engine'>,
    private readonly tf: Tfjs,
    private readonly network: LayersModel,
    private readonly input: InputShape,
  ) {
    this.name = name;
    this.engine = engine;
  }

  async run(pixels: Uint8Array, count: number): Promise<Float32Array> {
    const { width, height, channels, scale, offset } = this.input;
    const answer = this.tf.tidy(() => {
      const bytes = this.tf.tensor4d(new Float32Array(pixels), [count, height, width, channels]);
      return this.network.predict(bytes.mul(scale).add(offset)) as Tensor;
    });
    try {
      return (await answer.data()) as Float32Array;
    } finally {
      answer.dispose();
    }
  }

  dispose(): void {
    this.network.dispose();
  }
}
