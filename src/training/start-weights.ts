import type { LayersModel } from '@tensorflow/tfjs';
import type { ImagesInMemory } from './dataset/dataset.js';
import { readModelCard } from '../serving/models/model-card.js';
import { loadLayers } from '../serving/models/loaded-network.js';
import type { Tfjs } from '../serving/models/tfjs.js';
import { InvalidError } from '../foundation/errors/app.error.js';
import type { Network } from './network.js';
import { refuseOtherTask } from './same-task.js';

/**
 * Gives a fresh network the weights of a trained model, so that it continues from there.
 *
 * @param images the images of the training, and their source, for errors.
 * @throws InvalidError `BAD_CONFIG` when the model has another input, other labels or other layers.
 */
export async function startFrom(
  tf: Tfjs,
  directory: string,
  { classifier }: Network,
  images: { readonly dataset: ImagesInMemory; readonly source: string },
): Promise<void> {
  const card = await readModelCard(directory);
  refuseOtherTask(images.dataset, card, images.source);
  const trained = await loadLayers(tf, directory);
  try {
    refuseOtherLayers(classifier, trained, `${card.name}@${card.version}`);
    classifier.setWeights(trained.getWeights());
  } finally {
    trained.dispose();
  }
}

function refuseOtherLayers(fresh: LayersModel, trained: LayersModel, model: string): void {
  const shapesOf = (network: LayersModel) =>
    network
      .getWeights()
      .map(({ shape }) => shape.join(' × '))
      .join(', ');
  const [expected, there] = [shapesOf(fresh), shapesOf(trained)];
  if (expected === there) return;
  throw new InvalidError(
    'BAD_CONFIG',
    `--from ${model}: its weights are ${there}; ${fresh.name} has ${expected}: give its own --arch`,
  );
}
