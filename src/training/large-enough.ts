import { InvalidError } from '../foundation/errors/app.error.js';
import type { Tfjs } from '../serving/models/tfjs.js';
import { architectures, type ArchitectureName } from './architectures.js';
import type { ImagesInMemory } from './dataset/dataset.js';

const largestTried = 64;

/**
 * TensorFlow.js builds networks whose layers have no pixels left, trains them, and fails at the first answer.
 *
 * @throws InvalidError `BAD_CONFIG` for images too small for the architecture: the smallest square that it takes.
 */
export function refuseTooSmall(
  tf: Tfjs,
  arch: ArchitectureName,
  { width, height, channels }: ImagesInMemory,
): void {
  const fits = (columns: number, rows: number) => {
    const network = architectures[arch].build(tf, [rows, columns, channels], 2, 1);
    const all = network.classifier.layers.every(({ outputShape }) => hasPixels(outputShape));
    network.classifier.dispose(); // the network's other form has the same layers
    return all;
  };
  if (fits(width, height)) return;
  const smallest = Array.from({ length: largestTried }, (_, at) => at + 1).find((side) => fits(side, side));
  const what = `the images are ${width} × ${height}, it takes ${smallest} × ${smallest} at least`;
  throw new InvalidError('BAD_CONFIG', `--arch ${arch}: ${what}; give another --arch or larger images`);
}

const hasPixels = (shape: readonly unknown[]) =>
  shape.flat().every((extent) => extent === null || Number(extent) > 0);
