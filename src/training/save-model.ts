import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs';
import type { ModelCard } from '../models/model.js';
import type { Tfjs } from '../models/tfjs.js';

/** Writes `model.json`, `weights.bin` (the Layers format of TensorFlow.js) and `card.json` together. */
export async function saveModel(
  tf: Tfjs,
  model: LayersModel,
  card: ModelCard,
  folder: string,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const save = tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData, ...about }) => {
    if (!(weightData instanceof ArrayBuffer))
      throw new Error('the weights came in pieces, expected one buffer');
    const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs ?? [] }];
    const { format, generatedBy, convertedBy } = about;
    await writeJson(join(folder, 'model.json'), {
      format,
      generatedBy,
      convertedBy,
      modelTopology,
      weightsManifest,
    });
    await writeFile(join(folder, 'weights.bin'), new Uint8Array(weightData));
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
  });
  await model.save(save);
  await writeJson(join(folder, 'card.json'), card);
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`);
}
