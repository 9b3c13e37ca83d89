import { totalmem } from 'node:os';

/** The limits of a batch. */
export interface BatchBudget {
  /** Images: `BATCH_SIZE`. */
  readonly largest: number;
  /** Milliseconds that a batch may compute: `BATCH_TARGET_MS`. */
  readonly targetMs: number;
  /** Bytes that all batches of one thread may take beside the model. */
  readonly memoryBytes: number;
}

/** A batch that was run. */
export interface Trial {
  readonly batchSize: number;
  readonly ms: number;
  /** Bytes by which the process has grown since its first trial. */
  readonly grownBytes: number;
}

/** The part of the process's memory that batches of all threads may take. */
const memoryShare = 0.25;
/** A batch of double size pays when it computes this much more in the same time. */
const leastGain = 1.1;
/** In milliseconds. Nobody notices so short a batch: it grows without a gain, because each batch has costs of its own. */
const unnoticedMs = 50;

/** Bytes for the batches of each of `threads`. The limit of a container counts where it has one. */
export function batchMemory(threads: number): number {
  // Without a limit this is 0, or more than the machine has.
  const allowed = process.constrainedMemory() || Infinity;
  return Math.floor((memoryShare * Math.min(allowed, totalmem())) / threads);
}

/** 1, 2, 4, … and the largest. */
export function trialSizes({ largest }: Pick<BatchBudget, 'largest'>): number[] {
  const sizes = Array.from({ length: Math.ceil(Math.log2(largest)) }, (_, power) => 2 ** power);
  return [...sizes, largest];
}

/** Why a batch of this size is not tried, by the last trial; undefined where it may be. */
export function refusalOf(size: number, { batchSize, ms, grownBytes }: Trial, budget: BatchBudget) {
  const growth = size / batchSize;
  if (ms * growth > budget.targetMs)
    return `${size} would take longer than BATCH_TARGET_MS=${budget.targetMs}`;
  if (grownBytes * growth > budget.memoryBytes)
    return `${size} would take over ${megabytes(budget.memoryBytes)} of memory`;
  return undefined;
}

/** Why the larger of two trials is not taken; undefined where it pays. */
export function lossOf(smaller: Trial, larger: Trial, { targetMs }: BatchBudget): string | undefined {
  if (larger.ms > targetMs) return `${larger.batchSize} takes longer than BATCH_TARGET_MS=${targetMs}`;
  const gain = larger.batchSize / larger.ms / (smaller.batchSize / smaller.ms);
  if (gain >= leastGain || larger.ms <= unnoticedMs) return undefined;
  return `${larger.batchSize} computes no tenth more a second`;
}

const megabytes = (bytes: number) => `${Math.round(bytes / 1e6).toLocaleString('en')} MB`;
