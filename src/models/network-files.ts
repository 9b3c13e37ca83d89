import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { io, LayersModel } from '@tensorflow/tfjs';
import { z } from 'zod';
import { errorText } from '../errors/app.error.js';
import { readModelJson, unusable } from './model-card.js';
import type { ModelCard } from './model.js';
import type { Tfjs } from './tfjs.js';

const manifestSchema = z.object({
  modelTopology: z.looseObject({}),
  weightsManifest: z.tuple([
    z.object({
      paths: z.tuple([z.literal('weights.bin')]),
      weights: z.array(z.looseObject({ name: z.string(), shape: z.array(z.int()), dtype: z.string() })),
    }),
  ]),
});

/**
 * Loads the network of a model's folder: `model.json` and `weights.bin` in the Layers format of TensorFlow.js.
 *
 * @throws UnavailableError `MODEL_UNAVAILABLE` that names the file and what is wrong with it.
 */
export async function loadLayers(tf: Tfjs, directory: string): Promise<LayersModel> {
  const artifacts = await readArtifacts(directory);
  try {
    return await tf.loadLayersModel(tf.io.fromMemory(artifacts));
  } catch (cause) {
    throw unusable(directory, `the layers and weights do not fit together (${errorText(cause)})`, cause);
  }
}

async function readArtifacts(directory: string): Promise<io.ModelArtifacts> {
  const path = join(directory, 'model.json');
  const manifest = manifestSchema.safeParse(await readModelJson(path));
  if (!manifest.success) throw unusable(path, z.prettifyError(manifest.error));
  const { modelTopology, weightsManifest } = manifest.data;
  const weightSpecs = weightsManifest[0].weights as unknown as io.WeightsManifestEntry[];
  return { modelTopology, weightSpecs, weightData: await readWeights(join(directory, 'weights.bin')) };
}

async function readWeights(path: string): Promise<ArrayBuffer> {
  try {
    return new Uint8Array(await readFile(path)).buffer;
  } catch (cause) {
    throw unusable(path, errorText(cause), cause);
  }
}

/** The first axis of a network's shape counts images, and is left open. */
function mismatch(side: string, shape: readonly (number | null)[] = [], expected: readonly number[]) {
  const seen = shape.slice(1);
  if (seen.join() === expected.join()) return undefined;
  return `its ${side} is ${seen.join(' × ')}, expected ${expected.join(' × ')} as the card says`;
}

/** @throws UnavailableError `MODEL_UNAVAILABLE` when the network takes or answers something else than the card says. */
export function checkShapes(network: LayersModel, { input, labels }: ModelCard, directory: string): void {
  const { width, height, channels } = input;
  const wrong =
    mismatch('input', network.inputs[0]?.shape, [height, width, channels]) ??
    mismatch('output', network.outputs[0]?.shape, [labels.length]);
  if (wrong) throw unusable(join(directory, 'model.json'), wrong);
}
