import { join } from 'node:path';

export interface Surroundings {
  readonly home: string;
  readonly workingDirectory: string;
  /** Seamline's own cache. */
  readonly cacheDir: string;
}

/** The folder of Seamline's downloads. */
export function ownFolder(cacheDir: string): string {
  return join(cacheDir, 'fashion-mnist');
}

/**
 * The folders where Keras, torchvision or Seamline itself store the Fashion-MNIST files, in the order of the search.
 */
export function usualFolders({ home, workingDirectory, cacheDir }: Surroundings): string[] {
  const torchvision = 'FashionMNIST/raw';
  return [
    join(home, '.keras/datasets/fashion-mnist'),
    join(workingDirectory, 'data', torchvision),
    join(home, '.cache', torchvision),
    join(home, 'data', torchvision),
    ownFolder(cacheDir),
  ];
}
