import type { CrossValidation } from '../../training/cross-validation.js';
import type { EpochFigures } from '../../training/checkpoint.js';
import type { LabelledData } from '../../training/data-source.js';
import type { TrainedCard } from '../../training/trained-card.js';
import type { TrainerProgress } from '../../training/trainer.js';

/** Receives `train`'s reports while it works and at its end. */
export interface TrainingReport {
  data(data: LabelledData): void;
  /** Before the first step, and once for all folds. */
  begin(epochs: number): void;
  step(progress: TrainerProgress): void;
  epoch(figures: EpochFigures): void;
  fold(fold: number, accuracy: number): void;
  /** After the last step, also after a failure. */
  end(): void;
  stopped(mayResume: boolean): void;
  measuring(bestEpoch: number): void;
  written(card: TrainedCard, folder: string): void;
  crossValidated(result: CrossValidation): void;
}
