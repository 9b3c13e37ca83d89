import type { ImagesInMemory } from './dataset/dataset.js';
import { InvalidError } from '../foundation/errors/app.error.js';
import type { ModelCard } from '../serving/models/model.js';

type Shape = Pick<ModelCard['input'], 'width' | 'height' | 'channels'>;

/** @throws InvalidError `BAD_CONFIG` when the images have another size or other labels than the model. */
export function refuseOtherTask(
  dataset: ImagesInMemory,
  { name, labels, input }: ModelCard,
  source: string,
): void {
  const shapeOf = ({ width, height, channels }: Shape) => `${width} × ${height} × ${channels}`;
  if (shapeOf(dataset) !== shapeOf(input)) {
    const sizes = `images of ${shapeOf(dataset)}; ${name} takes ${shapeOf(input)}`;
    throw new InvalidError('BAD_CONFIG', `--data ${source}: ${sizes}`);
  }
  if (dataset.labels.join('\n') === labels.join('\n')) return;
  const [there, expected] = [dataset.labels, labels].map((list) => list.join(', '));
  throw new InvalidError('BAD_CONFIG', `--data ${source}: labels ${there}; ${name} answers ${expected}`);
}
