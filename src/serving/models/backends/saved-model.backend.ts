import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Tensor } from '@tensorflow/tfjs';
import type { NetworkPlan } from '../network-plan.js';
import { type Tfjs, useEngine } from '../tfjs.js';
import type { Backend, NetworkInput } from './backend.js';
import { writeSavedModel } from './frozen-graph.js';
import { keepFile } from './keep-file.js';

interface SavedModel {
  predict(inputs: Readonly<Record<string, Tensor>>): Readonly<Record<string, Tensor>>;
  dispose(): void;
}
type Native = Tfjs & {
  readonly node: { loadSavedModel(path: string, tags: string[], signature: string): Promise<SavedModel> };
};

/** Runs a plan as a frozen graph inside libtensorflow: the most images a second, in full batches on free cores. */
export class SavedModelBackend implements Backend {
  readonly name = 'savedmodel';

  private constructor(
    private readonly tf: Native,
    private readonly graph: SavedModel,
  ) {}

  /** The graph is written once per content, into a folder of its own under `cacheDirectory`. */
  static async open(
    tf: Tfjs,
    plan: NetworkPlan,
    { input, values, cacheDirectory }: { input: NetworkInput; values: number; cacheDirectory: string },
  ): Promise<SavedModelBackend> {
    const native = tf as Native;
    const folder = await keepGraph(writeSavedModel(plan, input, values), cacheDirectory);
    const graph = await native.node.loadSavedModel(folder, ['serve'], 'serving_bytes');
    return new SavedModelBackend(native, graph);
  }

  /** As a string: TensorFlow.js would turn bytes into numbers of four times the size, and copy them five times. */
  async run(pixels: Uint8Array): Promise<Float32Array> {
    await useEngine(this.tf, 'node');
    const bytes = this.tf.tensor1d([pixels], 'string');
    try {
      const { answers } = this.graph.predict({ bytes });
      const values = (await answers?.data()) as Float32Array;
      answers?.dispose();
      return values;
    } finally {
      bytes.dispose();
    }
  }

  dispose(): void {
    this.graph.dispose();
  }
}

/** The folder of a SavedModel with this content. */
async function keepGraph(content: Uint8Array, cacheDirectory: string): Promise<string> {
  const name = createHash('sha256').update(content).digest('hex').slice(0, 24);
  const folder = join(cacheDirectory, name);
  const file = join(folder, 'saved_model.pb');
  if (!existsSync(file)) await keepFile(file, content);
  return folder;
}
