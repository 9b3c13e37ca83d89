import type { LayersModel, Scalar, Variable } from '@tensorflow/tfjs';
import type { Tfjs } from '../serving/models/tfjs.js';
import { batchesIn, shuffledBatches, type TrainingBatch, type Part, type WriteImage } from './batches.js';
import { rateAt, scheduledAdam } from './scheduled-adam.js';

export interface FitOptions {
  readonly part: Part;
  readonly epochs: number;
  readonly batchSize: number;
  readonly peakRate: number;
  readonly random: () => number;
  readonly write: WriteImage;
  readonly lossOf: (batch: TrainingBatch, step: number) => Scalar;
  /** The variables that it changes to lower the loss. */
  readonly variables: Variable[];
}

/** Lowers the loss by changing the variables in place; yields the mean loss of each epoch as it ends. */
export function* fit(tf: Tfjs, training: FitOptions): Generator<{ epoch: number; loss: number }> {
  const { part, epochs, batchSize, random, write, peakRate, lossOf, variables } = training;
  const stepsPerEpoch = batchesIn(part, batchSize);
  const optimizer = scheduledAdam(tf);
  let step = 0;
  try {
    for (let epoch = 1; epoch <= epochs; epoch += 1) {
      let total = 0;
      for (const batch of shuffledBatches(part, batchSize, random, write)) {
        optimizer.setRate(rateAt(step, epochs * stepsPerEpoch, peakRate));
        const loss = optimizer.minimize(() => lossOf(batch, step), true, variables);
        total += loss?.dataSync()[0] ?? 0;
        loss?.dispose();
        step += 1;
      }
      yield { epoch, loss: total / stepsPerEpoch };
    }
  } finally {
    optimizer.dispose();
  }
}

/** The weights of networks in training. */
export function variablesOf(...models: readonly LayersModel[]): Variable[] {
  return models.flatMap((model) => model.trainableWeights.map((weight) => weight.read() as Variable));
}
