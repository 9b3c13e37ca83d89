import type { BackendName } from './backends/backend.js';

/** What a model takes, what it answers, how it came to be: `card.json` beside its files, described in docs/models.md. */
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
    /**
     * How a picture of another size becomes one of this: stretched (`fill`, the default), shrunk or enlarged until it
     * fits, with background around it (`contain`), or until it covers the whole, cut at the sides (`cover`).
     */
    readonly fit?: 'fill' | 'contain' | 'cover' | undefined;
    /** The grey, 0 to 255, of what is transparent or left open. Default: 0, black. */
    readonly background?: number | undefined;
    /**
     * Whether pictures become their negative: `light-background` for those whose outermost pixels are lighter than
     * mid-grey, as in photographs of things on white, for a model of light things on black. Default: never.
     */
    readonly invert?: 'never' | 'always' | 'light-background' | undefined;
  };
  /** What the network answers; logits get a softmax. Default: probabilities. */
  readonly output?: 'probabilities' | 'logits' | undefined;
  /** Share of the test set that is labelled right, 0 to 1; absent when nobody has measured it. */
  readonly accuracy?: number | undefined;
  readonly training?: (Readonly<Record<string, unknown>> & { readonly command: string }) | undefined;
  /** The SHA-256 of `model.json` and of each weights file, in hexadecimal; checked when the network is loaded. */
  readonly files?: Readonly<Record<string, string>> | undefined;
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
