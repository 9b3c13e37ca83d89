import { join } from 'node:path';

export interface Surroundings {
  readonly home: string;
  readonly workingDirectory: string;
  /** Seamline's own cache. */
  readonly cacheDir: string;
}

/** Where Seamline keeps what it downloaded. */
export function ownFolder(cacheDir: string): string {
  return join(cacheDir, 'fashion-mnist');
}

/** Folders where Keras, torchvision or Seamline itself leave the Fashion-MNIST files, in the order of asking. */
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
