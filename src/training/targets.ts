import type { TrainingBatch, Part } from './batches.js';
import type { SoftLabels } from './teacher.js';

export interface Truth {
  readonly classes: number;
  /** Probability spread over all classes, so that the network stays unsure of odd labels; 0 to 1. */
  readonly smoothing: number;
  /** Another model's answers, and the weight of them. */
  readonly teacher?: { readonly labels: SoftLabels; readonly share: number } | undefined;
}

/** The target for each image of the batch, as it is in this epoch: rows that sum to 1. */
export function targetsOf(
  batch: TrainingBatch,
  { classes, smoothing, teacher }: Truth,
  epoch: number,
): Float32Array {
  const own = 1 - (teacher?.share ?? 0);
  const targets = new Float32Array(batch.count * classes).fill((own * smoothing) / classes);
  batch.classes.forEach((truth, position) => {
    const row = position * classes;
    targets[row + truth] = (targets[row + truth] as number) + own * (1 - smoothing);
    if (!teacher) return;
    const word = teacher.labels.of(batch.indexes[position] as number, epoch);
    word.forEach((share, label) => {
      targets[row + label] = (targets[row + label] as number) + teacher.share * share;
    });
  });
  return targets;
}

/**
 * A weight for each class so that rare ones together count as much as frequent ones: `images ÷ (classes × images of
 * the class)`. All are 1 where the classes are equally frequent.
 */
export function classWeights({ dataset, indexes }: Part): Float32Array {
  const counts = new Float32Array(dataset.labels.length);
  for (const index of indexes) {
    const label = dataset.classes[index] as number;
    counts[label] = (counts[label] as number) + 1;
  }
  const present = counts.filter((count) => count > 0).length;
  return counts.map((count) => (count > 0 ? indexes.length / (present * count) : 0));
}
