import { SingleBar } from 'cli-progress';
import type { EpochFigures } from '../../training/checkpoint.js';
import type { TrainerProgress } from '../../training/trainer.js';
import { percent } from './training.format.js';
import { print } from './terminal.js';

/** A bar for the running epoch, on a terminal, and a line for each finished one. */
export class TrainingProgress {
  private bar: SingleBar | undefined;
  private readonly started = performance.now();
  private stepsDone = 0;
  private stepsLeft = 0;

  constructor(private readonly epochs: number) {}

  readonly step = (progress: TrainerProgress): void => {
    const { epoch, step, stepsPerEpoch, loss, accuracy, imagesPerSecond } = progress;
    this.stepsDone += 1;
    this.stepsLeft = (this.epochs - epoch) * stepsPerEpoch + stepsPerEpoch - step;
    this.bar ??= this.open(epoch, stepsPerEpoch);
    this.bar.update(step, {
      loss: loss.toFixed(3),
      accuracy: percent(accuracy),
      speed: Math.round(imagesPerSecond),
      left: this.left(),
    });
  };

  readonly epoch = ({ epoch, loss, accuracy, heldOut, imagesPerSecond }: EpochFigures): void => {
    this.stop();
    const judged = heldOut
      ? `, held out: loss ${heldOut.loss.toFixed(3)}, accuracy ${percent(heldOut.accuracy)}`
      : '';
    const learned = `loss ${loss.toFixed(3)}, accuracy ${percent(accuracy)}`;
    const speed = `${Math.round(imagesPerSecond)} images/s, ${this.left()} left`;
    print(`epoch ${epoch}/${this.epochs}: ${learned}${judged}; ${speed}`);
  };

  stop(): void {
    this.bar?.stop();
    this.bar = undefined;
  }

  private open(epoch: number, steps: number): SingleBar {
    const bar = new SingleBar({
      format: `epoch ${epoch}/${this.epochs} {bar} loss {loss} | accuracy {accuracy} | {speed} images/s | {left} left`,
      hideCursor: true,
      clearOnComplete: true,
    });
    bar.start(steps, 0);
    return bar;
  }

  /** From the mean of all steps so far, pauses between them included. */
  private left(): string {
    const seconds = ((performance.now() - this.started) / 1_000 / this.stepsDone) * this.stepsLeft;
    if (seconds < 90) return `${Math.round(seconds)} s`;
    return `${Math.round(seconds / 60)} min`;
  }
}
