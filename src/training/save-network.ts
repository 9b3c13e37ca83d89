import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { io, LayersModel } from '@tensorflow/tfjs';
import type { Tfjs } from '../serving/models/tfjs.js';
import { packWeights, type WeightFormat } from './weight-format.js';

/** Writes `model.json` and `weights.bin`, the Layers format of TensorFlow.js. */
export async function saveNetwork(
  tf: Tfjs,
  network: LayersModel,
  format: WeightFormat,
  folder: string,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const save = tf.io.withSaveHandler(async (artifacts: io.ModelArtifacts) => {
    const { modelTopology, weightSpecs = [], weightData, ...about } = artifacts;
    if (!(weightData instanceof ArrayBuffer))
      throw new Error('the weights came in pieces, expected one buffer');
    const { specs, bytes } = packWeights(weightSpecs, weightData, format);
    await writeJson(join(folder, 'model.json'), {
      format: about.format,
      generatedBy: about.generatedBy,
      convertedBy: about.convertedBy,
      modelTopology,
      weightsManifest: [{ paths: ['weights.bin'], weights: specs }],
    });
    await writeFile(join(folder, 'weights.bin'), bytes);
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
  });
  await network.save(save);
}

/** Indented, but a list of numbers stays on its line, so that a matrix is readable. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  const text = JSON.stringify(value, null, 2);
  const rows = text.replaceAll(/\[[\s\d.,-]+\]/g, (list) =>
    list.replaceAll(/\s+/g, ' ').replaceAll(/\[ | \]/g, (bracket) => bracket.trim()),
  );
  await writeFile(path, `${rows}\n`);
}
