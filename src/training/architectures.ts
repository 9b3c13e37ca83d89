import type { Tfjs } from '../serving/models/tfjs.js';
import type { Augmentation } from './augment.js';
import { LayerFactory, sequence, type Network } from './network.js';

/** The default recipe of an architecture. */
export interface Recipe {
  readonly epochs: number;
  readonly batchSize: number;
  readonly peakRate: number;
  readonly weightDecay: number;
  readonly labelSmoothing: number;
  readonly augmentation: Augmentation;
}

export interface Architecture {
  readonly description: string;
  readonly recipe: Recipe;
  /** @param input Height, width and channels. */
  build(tf: Tfjs, input: readonly [number, number, number], classes: number, seed: number): Network;
}

export type ArchitectureName = 'lenet5' | 'fast' | 'accurate';

/** For networks with batch normalisation, which tolerate large steps. */
const everyday: Recipe = {
  epochs: 30,
  batchSize: 128,
  peakRate: 0.1,
  weightDecay: 5e-4,
  labelSmoothing: 0.05,
  augmentation: { mirror: true, furthestMove: 2, erase: 0 },
};

export const architectures: Readonly<Record<ArchitectureName, Architecture>> = {
  lenet5: {
    description: 'LeNet-5 (LeCun et al., 1998) with ReLU and max pooling',
    recipe: {
      ...everyday,
      epochs: 24,
      peakRate: 0.05,
      augmentation: { mirror: true, furthestMove: 1, erase: 0 },
    },
    build: (tf, input, classes, seed) => {
      const make = new LayerFactory(tf, seed);
      const chain = [
        ...make.convolution(6, 5, 'same'),
        make.halved(),
        ...make.convolution(16, 5, 'valid'),
        make.halved(),
        make.flattened(),
        make.dense(120),
        make.relu(),
        make.dense(84),
        make.relu(),
        make.dense(classes),
      ];
      return sequence(tf, input, chain, 'lenet5');
    },
  },
  fast: {
    description:
      '3 × 3 convolutions of 16, 48 and 128 filters with batch normalisation and ReLU, max pooling after the first two, ' +
      'then dense layers of 128 units and of one for each class',
    recipe: everyday,
    build: (tf, input, classes, seed) => {
      const make = new LayerFactory(tf, seed);
      const chain = [
        ...make.normalised(16),
        make.halved(),
        ...make.normalised(48, 'valid'),
        make.halved(),
        ...make.normalised(128, 'valid'),
        make.flattened(),
        make.dense(128),
        make.relu(),
        make.dropout(0.1),
        make.dense(classes),
      ];
      return sequence(tf, input, chain, 'fast');
    },
  },
  accurate: {
    description:
      '3 × 3 convolutions of 32 and 64 filters, two of 96 and two of 192, with batch normalisation and ReLU, max ' +
      'pooling between the pairs, then the mean over all places and a dense layer',
    recipe: { ...everyday, epochs: 24 },
    build: (tf, input, classes, seed) => {
      const make = new LayerFactory(tf, seed);
      const pair = (first: number, second: number) => [...make.normalised(first), ...make.normalised(second)];
      const chain = [
        ...pair(32, 64),
        make.halved(),
        ...pair(96, 96),
        make.halved(),
        ...pair(192, 192),
        make.averaged(),
        make.dense(classes),
      ];
      return sequence(tf, input, chain, 'accurate');
    },
  },
};
