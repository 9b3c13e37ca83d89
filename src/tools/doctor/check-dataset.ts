import type { DatasetConfig } from '../../foundation/config/config.js';
import { openDataset } from '../../training/dataset/open-dataset.js';
import { errorText } from '../../foundation/errors/app.error.js';
import { type Finding, ok, warning, wrong } from './finding.js';

const fix = 'put the four files of Fashion-MNIST into a folder and name it in FASHION_MNIST_DIR';

export async function checkDataset(config: DatasetConfig): Promise<Finding> {
  try {
    const { name, description, sampled } = await openDataset(config);
    const text = `${name}: ${description}`;
    return sampled ? warning('data set', `${text}; these are no real images`, fix) : ok('data set', text);
  } catch (error) {
    return wrong('data set', errorText(error), `${fix}, or leave it empty`);
  }
}
