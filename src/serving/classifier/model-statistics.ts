import type { ImageTimes, ModelCounts } from '../../events/instrumentation.js';

/** A number of events, and their total time. */
export interface Duration {
  readonly count: number;
  readonly totalMs: number;
}

export interface BatchSizeStatistics {
  readonly batchSize: number;
  readonly compute: Duration;
}

/** The work of a model's version since it was loaded, in the terms of the Open Inference Protocol's statistics. */
export interface ModelStatisticsView {
  /** Images answered, in `executionCount` batches. */
  readonly inferenceCount: number;
  readonly executionCount: number;
  readonly lastInferenceAt: string | undefined;
  /** From an image's arrival to its answer, by success or failure. */
  readonly success: Duration;
  readonly failure: Duration;
  /** The same of requests: of several images, or an image that came alone. */
  readonly requests: { readonly success: Duration; readonly failure: Duration };
  /** Waiting for a free model, decoding and scaling the picture, and the image's share of its batch. */
  readonly queue: Duration;
  readonly preprocess: Duration;
  readonly compute: Duration;
  /** By the size of the batch, smallest first. */
  readonly batches: readonly BatchSizeStatistics[];
}

class Tally implements Duration {
  count = 0;
  totalMs = 0;

  add(ms: number): void {
    this.count += 1;
    this.totalMs += ms;
  }
}

/** Counts for one version of a model since it was loaded. */
export class ModelStatistics implements ModelCounts {
  private readonly success = new Tally();
  private readonly failure = new Tally();
  private readonly requests = { success: new Tally(), failure: new Tally() };
  private readonly queue = new Tally();
  private readonly preprocess = new Tally();
  private readonly compute = new Tally();
  private readonly batches = new Map<number, Tally>();
  private lastInferenceMs: number | undefined;

  /** @param beside gets the same calls. */
  constructor(private readonly beside?: ModelCounts) {}

  countBatch(batchSize: number, computeMs: number): void {
    const tally = this.batches.get(batchSize) ?? new Tally();
    tally.add(computeMs);
    this.batches.set(batchSize, tally);
    this.compute.add(computeMs);
    this.beside?.countBatch(batchSize, computeMs);
  }

  countSuccess(times: ImageTimes): void {
    this.success.add(times.totalMs);
    this.queue.add(times.queueMs);
    this.preprocess.add(times.preprocessMs);
    this.lastInferenceMs = Date.now();
    this.beside?.countSuccess(times);
  }

  countFailure(totalMs: number): void {
    this.failure.add(totalMs);
    this.beside?.countFailure(totalMs);
  }

  countRequest(end: 'success' | 'failure', totalMs: number): void {
    this.requests[end].add(totalMs);
  }

  view(): ModelStatisticsView {
    const lastMs = this.lastInferenceMs;
    const batches = [...this.batches].toSorted(([a], [b]) => a - b);
    return {
      inferenceCount: this.success.count,
      executionCount: this.compute.count,
      lastInferenceAt: lastMs === undefined ? undefined : new Date(lastMs).toISOString(),
      success: { ...this.success },
      failure: { ...this.failure },
      requests: { success: { ...this.requests.success }, failure: { ...this.requests.failure } },
      queue: { ...this.queue },
      preprocess: { ...this.preprocess },
      compute: { ...this.compute },
      batches: batches.map(([batchSize, compute]) => ({ batchSize, compute: { ...compute } })),
    };
  }
}
