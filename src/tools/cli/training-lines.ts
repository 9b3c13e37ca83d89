import type { EpochFigures } from '../../training/checkpoint.js';
import type { CrossValidation } from '../../training/cross-validation.js';
import type { LabelledData } from '../../training/data-source.js';
import type { TrainedCard } from '../../training/trained-card.js';
import type { TrainerProgress } from '../../training/trainer.js';
import { atMostEvery } from '../../foundation/concurrency/at-most-every.js';
import { printLine } from './terminal.js';
import type { TrainingReport } from './training-report.js';

const stepMs = 1_000;

/** For programs: a line of JSON for each report. */
export class TrainingLines implements TrainingReport {
  private epochs = 0;

  data({ description, skipped, notes }: LabelledData): void {
    printLine('data', { description, skipped, notes });
  }

  begin(epochs: number): void {
    this.epochs = epochs;
  }

  readonly step = atMostEvery<TrainerProgress>(stepMs, (progress) =>
    printLine('step', { epochs: this.epochs, ...progress }),
  );

  epoch(figures: EpochFigures): void {
    printLine('epoch', { epochs: this.epochs, ...figures });
  }

  fold(fold: number, accuracy: number): void {
    printLine('fold', { fold, accuracy });
  }

  end(): void {}

  stopped(mayResume: boolean): void {
    printLine('stopped', { mayResume });
  }

  measuring(bestEpoch: number): void {
    printLine('measuring', { bestEpoch });
  }

  written({ name, version, evaluation, speed, quantization, bytes }: TrainedCard, folder: string): void {
    const { accuracy, calibrationError, images, perClass } = evaluation;
    const figures = { images, accuracy, calibrationError, perClass, speed, quantization, bytes };
    printLine('result', { name, version, folder, ...figures });
  }

  crossValidated(result: CrossValidation): void {
    printLine('result', result);
  }
}
