import type { LayersModel, Tensor, Tensor2D, Variable } from '@tensorflow/tfjs';
import type { Tfjs } from '../serving/models/tfjs.js';
import { seededRandom } from './dataset/random.js';
import type { Recipe } from './architectures.js';
import { augmented, plain } from './augment.js';
import { batchesIn, shuffledBatches, type TrainingBatch, type Part } from './batches.js';
import type { Checkpoint, EpochFigures } from './checkpoint.js';
import { variablesOf } from './fit.js';
import { useTrainingKernels, type StepClock } from './native-kernels.js';
import type { Network } from './network.js';
import { probabilitiesOf } from './probabilities.js';
import { rateAt } from './scheduled-adam.js';
import { ScheduledMomentum } from './scheduled-momentum.js';
import { scoreOf } from './statistics.js';
import { classWeights, targetsOf, type Truth } from './targets.js';

export interface TrainerOptions {
  readonly network: Network;
  readonly part: Part;
  /** Judges each epoch; may be empty. */
  readonly heldOut: Part;
  readonly recipe: Recipe;
  readonly seed: number;
  readonly scaling: { readonly scale: number; readonly offset: number };
  readonly truth: Truth;
  /** Stop after this many epochs in a row without an improvement; 0: never. */
  readonly patience: number;
}

export interface TrainerProgress {
  readonly epoch: number;
  readonly step: number;
  readonly stepsPerEpoch: number;
  /** Means of this epoch so far. */
  readonly loss: number;
  readonly accuracy: number;
  readonly imagesPerSecond: number;
}

interface Sums {
  loss: number;
  right: number;
  images: number;
  seconds: number;
}

/** Trains a network by stochastic gradient descent; its state can be saved after every step. */
export class Trainer {
  private readonly optimizer: ScheduledMomentum;
  private readonly variables: Variable[];
  private readonly clock: StepClock;
  private readonly weights: Float32Array;
  private readonly stepsPerEpoch: number;
  private epoch = 0;
  private step = 0;
  private sums: Sums = { loss: 0, right: 0, images: 0, seconds: 0 };
  private best: Checkpoint['best'];
  readonly history: EpochFigures[] = [];

  constructor(
    private readonly tf: Tfjs,
    private readonly training: TrainerOptions,
  ) {
    const { network, part, recipe, seed } = training;
    this.optimizer = new ScheduledMomentum(tf);
    this.variables = variablesOf(network.logits);
    this.clock = { seed, step: 0 };
    this.weights = classWeights(part);
    this.stepsPerEpoch = batchesIn(part, recipe.batchSize);
    useTrainingKernels(tf, network.logits, this.clock);
  }

  /**
   * Trains until the last epoch, or until early stopping; the network then has the best epoch's weights.
   *
   * @param stop once it aborts, the running step is the last one.
   * @returns false when it was stopped: `checkpoint()` has the state to continue.
   */
  async run(
    stop: AbortSignal,
    onStep: (progress: TrainerProgress) => void,
    onEpoch: (figures: EpochFigures) => Promise<void>,
  ): Promise<boolean> {
    while (this.epoch < this.training.recipe.epochs && !this.outOfPatience()) {
      for (const batch of this.remainingBatches()) {
        this.learn(batch);
        onStep(this.progress());
        // Signals are handled between two steps.
        await new Promise((resolve) => setImmediate(resolve));
        if (stop.aborted) return false;
      }
      await onEpoch(this.closeEpoch());
    }
    if (this.best) setWeights(this.tf, this.training.network.logits, this.best.weights);
    return true;
  }

  async checkpoint(settings: Checkpoint['settings']): Promise<Checkpoint> {
    return {
      settings,
      epoch: this.epoch,
      step: this.step,
      lossSum: this.sums.loss,
      right: this.sums.right,
      history: this.history,
      weights: weightsOf(this.training.network.logits),
      momenta: await this.optimizer.state(),
      best: this.best,
    };
  }

  async restore(checkpoint: Checkpoint): Promise<void> {
    this.epoch = checkpoint.epoch;
    this.step = checkpoint.step;
    const images = checkpoint.step * this.training.recipe.batchSize;
    this.sums = { loss: checkpoint.lossSum, right: checkpoint.right, images, seconds: 0 };
    this.history.push(...checkpoint.history);
    this.best = checkpoint.best;
    setWeights(this.tf, this.training.network.logits, checkpoint.weights);
    await this.optimizer.restore(checkpoint.momenta, this.variables);
  }

  /** The epoch of the final weights. */
  get bestEpoch(): number {
    return this.best?.epoch ?? this.epoch;
  }

  dispose(): void {
    this.optimizer.dispose();
  }

  /** An epoch's number determines its order and its changes: finished steps are made again and skipped. */
  private *remainingBatches(): Generator<TrainingBatch> {
    const { part, recipe, seed, scaling, truth } = this.training;
    const random = seededRandom(seed * 7_919 + this.epoch);
    const write =
      truth.teacher?.labels.writeOf(this.epoch, scaling) ??
      augmented(scaling, part.dataset, recipe.augmentation, random);
    const done = this.step;
    let number = 0;
    for (const batch of shuffledBatches(part, recipe.batchSize, random, write)) {
      number += 1;
      if (number > done) yield batch;
    }
  }

  private learn(batch: TrainingBatch): void {
    const { tf } = this;
    const { network, recipe } = this.training;
    const start = performance.now();
    const total = this.epoch * this.stepsPerEpoch + this.step;
    const rate = rateAt(total, recipe.epochs * this.stepsPerEpoch, recipe.peakRate);
    this.clock.step = total;
    let right = 0;
    const loss = this.optimizer.step(
      rate,
      () => {
        const answers = this.answer(batch);
        right = countRight(answers, batch.classes);
        return this.lossOf(answers, batch);
      },
      this.variables,
    );
    decay(tf, network.logits, 1 - rate * recipe.weightDecay);
    this.step += 1;
    this.sums.loss += loss;
    this.sums.right += right;
    this.sums.images += batch.count;
    this.sums.seconds += (performance.now() - start) / 1_000;
  }

  private answer({ values, count }: TrainingBatch): Tensor2D {
    const { width, height, channels } = this.training.part.dataset;
    const images = this.tf.tensor4d(values, [count, height, width, channels]);
    return this.training.network.logits.apply(images, { training: true }) as Tensor2D;
  }

  private lossOf(answers: Tensor2D, batch: TrainingBatch): Tensor {
    const { tf } = this;
    const targets = targetsOf(batch, this.training.truth, this.epoch);
    const weights = Float32Array.from(batch.classes, (label) => this.weights[label] as number);
    return tf.losses.softmaxCrossEntropy(
      tf.tensor2d(targets, answers.shape),
      answers,
      tf.tensor1d(weights),
      0,
      tf.Reduction.MEAN,
    );
  }

  private closeEpoch(): EpochFigures {
    const { network, heldOut, recipe, scaling } = this.training;
    const { loss, accuracy, imagesPerSecond } = this.progress();
    const judged = heldOut.indexes.length > 0;
    const figures: EpochFigures = {
      epoch: this.epoch + 1,
      loss,
      accuracy,
      imagesPerSecond,
      rate: rateAt(this.epoch * this.stepsPerEpoch, recipe.epochs * this.stepsPerEpoch, recipe.peakRate),
      heldOut: judged
        ? scoreOf(probabilitiesOf(this.tf, network.classifier, heldOut, plain(scaling)), heldOut)
        : undefined,
    };
    this.history.push(figures);
    this.epoch += 1;
    this.step = 0;
    this.sums = { loss: 0, right: 0, images: 0, seconds: 0 };
    if (!judged || isBest(this.history))
      this.best = { epoch: this.epoch, weights: weightsOf(network.logits) };
    return figures;
  }

  private progress(): TrainerProgress {
    const { loss, right, images, seconds } = this.sums;
    const { stepsPerEpoch, step } = this;
    return {
      epoch: this.epoch + 1,
      step,
      stepsPerEpoch,
      loss: loss / step,
      accuracy: right / images,
      imagesPerSecond: seconds > 0 ? images / seconds : 0,
    };
  }

  private outOfPatience(): boolean {
    const { patience } = this.training;
    return patience > 0 && this.best !== undefined && this.epoch - this.best.epoch >= patience;
  }
}

/** Whether the held-out loss is the lowest so far: it separates epochs that label equally many images right. */
function isBest(history: readonly EpochFigures[]): boolean {
  const losses = history.map(({ heldOut }) => heldOut?.loss ?? 0);
  return losses.indexOf(Math.min(...losses)) === losses.length - 1;
}

function countRight(answers: Tensor2D, classes: Uint8Array): number {
  const likeliest = answers.argMax(1).dataSync();
  return classes.filter((truth, position) => likeliest[position] === truth).length;
}

/** Weight decay separate from the loss (Loshchilov and Hutter, 2019), on kernels only. */
function decay(tf: Tfjs, network: LayersModel, factor: number): void {
  tf.tidy(() => {
    for (const weight of network.trainableWeights) {
      const variable = weight.read() as Variable;
      if (variable.rank > 1) variable.assign(variable.mul(factor));
    }
  });
}

function weightsOf(network: LayersModel): Float32Array[] {
  return network.getWeights().map((tensor) => Float32Array.from(tensor.dataSync()));
}

function setWeights(tf: Tfjs, network: LayersModel, weights: readonly Float32Array[]): void {
  tf.tidy(() => {
    network.setWeights(network.getWeights().map(({ shape }, at) => tf.tensor(weights[at] ?? [], shape)));
  });
}
