import { join } from 'node:path';
import { loadTfjs } from '../src/serving/models/tfjs.js';
import { LayerFactory, sequence } from '../src/training/network.js';
import { saveNetwork, writeJson } from '../src/training/save-network.js';

export const benchModel = 'conv32-dense128';

/**
 * Writes the model that comparisons with other services are made with: a 3 × 3 convolution of 32 filters, pooling and
 * a dense layer of 128 units, 3.2 MB. Its weights are random, which costs as much to compute as any other.
 */
export async function writeBenchModel(modelsDirectory: string): Promise<void> {
  const tf = await loadTfjs('cpu');
  const make = new LayerFactory(tf, 1);
  const chain = [
    ...make.convolution(32, 3, 'same'),
    make.halved(),
    make.flattened(),
    make.dense(128),
    make.relu(),
    make.dense(10),
  ];
  const { classifier } = sequence(tf, [28, 28, 1], chain, 'conv32');
  const folder = join(modelsDirectory, benchModel, '1');
  await saveNetwork(tf, classifier, 'float32', folder);
  await writeJson(join(folder, 'card.json'), {
    name: benchModel,
    version: '1',
    labels: Array.from({ length: 10 }, (_, digit) => `class ${digit}`),
    input: { width: 28, height: 28, channels: 1, scale: 1 / 255, offset: 0 },
  });
  classifier.dispose();
}
