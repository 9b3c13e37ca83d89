/** How long the parts of one image's way through a model took. */
export interface ImageTimes {
  /** From its arrival to its answer. */
  readonly totalMs: number;
  /** Waiting for the model to be free. */
  readonly queueMs: number;
  /** Decoding the picture and bringing it to the model's size. */
  readonly preprocessMs: number;
}

/** Counts what one version of a model does. */
export interface ModelCounts {
  /** One run of the model, whether or not it went well. */
  countBatch(batchSize: number, computeMs: number): void;
  countSuccess(times: ImageTimes): void;
  countFailure(totalMs: number): void;
}

/** Counts for each version beside its ModelStatistics: those end with the version, these with the process. */
export type ModelCountsOf = (model: string, version: string) => ModelCounts;
export const MODEL_COUNTS_OF = Symbol('ModelCountsOf');
