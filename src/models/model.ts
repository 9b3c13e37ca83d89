import type { BackendName } from './backends/backend.js';

/** What stands in `card.json` beside a model's files: what it takes, what it answers, how it came to be. */
export interface ModelCard {
  readonly name: string;
  readonly version: string;
  readonly labels: readonly string[];
  readonly input: {
    readonly width: number;
    readonly height: number;
    readonly channels: number;
    /** A byte b becomes b × scale + offset before it enters the network. */
    readonly scale: number;
    readonly offset: number;
  };
  /** Share of the test set that is labelled right, 0 to 1. */
  readonly accuracy: number;
  readonly training: Readonly<Record<string, unknown>> & { readonly command: string };
}

/** A loaded network. Pixels go in, probabilities come out; where they come from and go is not its business. */
export interface Model {
  readonly card: ModelCard;
  /** What runs full batches, and the rates that it was chosen by, in words for the log. */
  readonly backend: { readonly name: BackendName; readonly reason: string };
  /** Batches that may run at the same time. */
  readonly concurrency: number;
  /**
   * @param pixels `count` images of the card's input size, one after the other, one byte a value. They are handed
   *   over: do not use them afterwards.
   * @returns `count` × `labels.length` probabilities, row by row; each row sums to 1.
   * @throws InvalidError when `pixels` has another length; TransientError `MODEL_FAILED` when the network throws or
   *   answers what is no number; UnavailableError `MODEL_UNAVAILABLE` when there is nothing to run it on.
   */
  predict(pixels: Uint8Array, count: number): Promise<Float32Array>;
  /** Frees the network's memory; `predict` must not be called afterwards. */
  dispose(): Promise<void>;
}
