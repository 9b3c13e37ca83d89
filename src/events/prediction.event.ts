import type { TraceContext } from './trace-context.js';

export interface RankedLabel {
  readonly label: string;
  readonly classIndex: number;
  /** 0 to 1. */
  readonly confidence: number;
}

/** What the classifier says about one image. */
export interface Prediction {
  readonly imageId: string;
  readonly requestId: string;
  readonly imageIndex?: number | undefined;
  readonly label: string;
  readonly classIndex: number;
  readonly confidence: number;
  /** The three most likely labels, most likely first (fewer if the model knows fewer). */
  readonly top: readonly RankedLabel[];
  readonly trueLabel?: string | undefined;
  /** The image's own. */
  readonly trace?: TraceContext | undefined;
  readonly model: string;
  readonly modelVersion: string;
  /** Where the image was read from. */
  readonly broker: string;
  readonly timings: {
    /** From publishing to the start of work; clocks of two machines may disagree. */
    readonly brokerMs: number;
    /** Waiting for a free model, and computing in a batch. */
    readonly queueMs: number;
    readonly computeMs: number;
    readonly batchSize: number;
  };
}
