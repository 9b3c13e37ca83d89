import type { EpochFigures } from '../../training/checkpoint.js';
import type { CrossValidation } from '../../training/cross-validation.js';
import type { LabelledData } from '../../training/data-source.js';
import type { TrainedCard } from '../../training/trained-card.js';
import type { TrainerProgress } from '../../training/trainer.js';
import { print } from './terminal.js';
import { TrainingProgress } from './training-progress.js';
import type { TrainingReport } from './training-report.js';
import { percent, writtenText } from './training.format.js';

/** For people: sentences, and a bar on a terminal. */
export class TrainingText implements TrainingReport {
  private progress: TrainingProgress | undefined;

  data({ description, skipped, notes }: LabelledData): void {
    print(description);
    for (const note of notes) print(`note: ${note}`);
    if (skipped.length > 0) print(`skipped ${skipped.length} files that are no pictures:`);
    for (const { file, reason } of skipped) print(`  ${file}: ${reason}`);
  }

  begin(epochs: number): void {
    this.progress = new TrainingProgress(epochs);
  }

  step(progress: TrainerProgress): void {
    this.progress?.step(progress);
  }

  epoch(figures: EpochFigures): void {
    this.progress?.epoch(figures);
  }

  fold(fold: number, accuracy: number): void {
    print(`fold ${fold}: accuracy ${percent(accuracy)}`);
  }

  end(): void {
    this.progress?.stop();
  }

  stopped(mayResume: boolean): void {
    print(mayResume ? 'stopped; the same command with --resume goes on' : 'stopped');
  }

  measuring(bestEpoch: number): void {
    print(`measuring the weights of epoch ${bestEpoch} on the test images`);
  }

  written(card: TrainedCard, folder: string): void {
    print(writtenText(card, folder));
  }

  crossValidated({ accuracies, mean, deviation }: CrossValidation): void {
    print(`accuracy ${percent(mean)} ± ${percent(deviation)} over ${accuracies.length} folds`);
  }
}
