import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { DatasetConfig } from '../../foundation/config/config.js';
import { errorText, InvalidError, UnavailableError } from '../../foundation/errors/app.error.js';
import type { Dataset } from './dataset.js';
import { readDecoder } from './decoder.js';
import { downloadFashionMnist, officialMirrors } from './fashion-mnist.mirror.js';
import { missingFiles, readFashionMnist, type FashionMnistHalf } from './fashion-mnist.js';
import { ownFolder, usualFolders } from './fashion-mnist.places.js';
import type { IdxDataset } from './idx.dataset.js';
import { SampledDataset } from './sampled.dataset.js';

/** The machine's folders and mirrors; tests name their own. */
export interface Around {
  readonly home: string;
  readonly workingDirectory: string;
  readonly mirrors: readonly string[];
}

// The same path from src/training/dataset and from dist/training/dataset.
const samplerDirectory = fileURLToPath(new URL('../../../models/fashion-mnist-sampler/1', import.meta.url));

/**
 * Opens the images that are published by index. First choice: the Fashion-MNIST test set from `FASHION_MNIST_DIR`.
 * Then: other tools' folders, the official mirrors, sampled images.
 *
 * @throws InvalidError `BAD_CONFIG` when `FASHION_MNIST_DIR` is set and does not contain the files.
 */
export async function openDataset(config: DatasetConfig, around: Partial<Around> = {}): Promise<Dataset> {
  try {
    return await readHalf(config, 'test', around);
  } catch (error) {
    if (error instanceof UnavailableError) return new SampledDataset(await readDecoder(samplerDirectory));
    throw error;
  }
}

/**
 * Opens one half of the real Fashion-MNIST, from the same places.
 *
 * @throws InvalidError `BAD_CONFIG` as above; UnavailableError `DATASET_UNAVAILABLE` when no place has it.
 */
export async function readHalf(
  config: DatasetConfig,
  half: FashionMnistHalf,
  around: Partial<Around> = {},
): Promise<IdxDataset> {
  if (config.fashionMnistDir) return readNamed(config.fashionMnistDir, half);
  const { home = homedir(), workingDirectory = process.cwd(), mirrors = officialMirrors } = around;
  const damaged: string[] = [];
  for (const folder of usualFolders({ home, workingDirectory, cacheDir: config.cacheDir })) {
    if (missingFiles(folder, half).length > 0) continue;
    try {
      return await readFashionMnist(folder, half);
    } catch (error) {
      damaged.push(errorText(error)); // another tool's incomplete download: the next place may be complete
    }
  }
  return download(ownFolder(config.cacheDir), half, mirrors, damaged);
}

async function readNamed(folder: string, half: FashionMnistHalf): Promise<IdxDataset> {
  const missing = missingFiles(folder, half);
  if (missing.length > 0) {
    throw new InvalidError(
      'BAD_CONFIG',
      `FASHION_MNIST_DIR=${folder}: ${missing.join(' and ')} missing there`,
    );
  }
  try {
    return await readFashionMnist(folder, half);
  } catch (cause) {
    throw new InvalidError('BAD_CONFIG', `FASHION_MNIST_DIR=${folder}: ${errorText(cause)}`, { cause });
  }
}

async function download(
  folder: string,
  half: FashionMnistHalf,
  mirrors: readonly string[],
  damaged: string[],
) {
  try {
    await downloadFashionMnist(folder, half, mirrors);
    return await readFashionMnist(folder, half);
  } catch (cause) {
    const found = [`no Fashion-MNIST ${half} set on this machine, and ${errorText(cause)}`, ...damaged].join(
      '; ',
    );
    throw new UnavailableError('DATASET_UNAVAILABLE', `${found}; name its folder in FASHION_MNIST_DIR`, {
      cause,
    });
  }
}
