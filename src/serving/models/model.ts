import type { BackendName, NetworkInput } from './backends/backend.js';
import type { Interpolation, OutputKind } from './card-words.js';

/** A model's input, its output, its origin: `card.json` beside its files, described in docs/models.md. */
export interface ModelCard {
  readonly name: string;
  readonly version: string;
  readonly labels: readonly string[];
  readonly input: NetworkInput & {
    /** The network's order of colours. Pixels outside of the engine are always RGB. Default: RGB. */
    readonly colors?: 'RGB' | 'BGR' | undefined;
    /** The network's axes after that of the images: height, width, channels, or channels first. Default: NHWC. */
    readonly layout?: 'NHWC' | 'NCHW' | undefined;
    /** Of the network's input. Default: float32. */
    readonly type?: 'float32' | 'int32' | 'uint8' | undefined;
    /**
     * How a picture of another size is resized: stretched (`fill`, the default), or shrunk or enlarged until it fits,
     * with background around it (`contain`), or until it covers the whole, cut at the sides (`cover`).
     */
    readonly fit?: 'fill' | 'contain' | 'cover' | undefined;
    /** With `cover`: the shorter side gets this many pixels, and the centre is cut out. Default: the least that covers. */
    readonly resize?: number | undefined;
    /** How pixels between pixels are computed, as Pillow does. Default: lanczos, a JPEG shrunk while it is decoded. */
    readonly interpolation?: Interpolation | undefined;
    /** The grey of transparent or uncovered pixels, 0 to 255. Default: 0, black. */
    readonly background?: number | undefined;
    /**
     * When pictures are inverted. `light-background`: where the outermost pixels are lighter than mid-grey, as in
     * photographs of things on white, for a model of light things on black. Default: never.
     */
    readonly invert?: 'never' | 'always' | 'light-background' | undefined;
  };
  /** The network's output: logits get a softmax, sigmoid-logits a sigmoid. Default: probabilities. */
  readonly output?: OutputKind | undefined;
  /** Present where an image can have several labels: each of them is true or not by itself. */
  readonly multiLabel?: MultiLabel | undefined;
  /** Share of the test set that is labelled right, 0 to 1; absent when it was never measured. */
  readonly accuracy?: number | undefined;
  readonly training?: (Readonly<Record<string, unknown>> & { readonly command: string }) | undefined;
  /** The SHA-256 of `model.json` and of each weights file, in hexadecimal; checked when the network is loaded. */
  readonly files?: Readonly<Record<string, string>> | undefined;
}

export interface MultiLabel {
  /** For each label, in their order: an image has it from this probability on. */
  readonly thresholds: readonly number[];
  /** The label of an image that has none of them. */
  readonly none: string;
}

/** A loaded network that turns pixels into probabilities. It does not know where they come from. */
export interface Model {
  readonly card: ModelCard;
  /** The backend for full batches, and the rates behind the choice, in words for the log. */
  readonly backend: { readonly name: BackendName; readonly reason: string };
  /** Batches that may run at the same time. */
  readonly concurrency: number;
  /** The largest batch that is computed at once: slow networks need much memory for each image. Default: any. */
  readonly batchSize?: number | undefined;
  /**
   * @param pixels `count` images of the card's input size, one after the other, one byte a value. Colours are
   *   RGB for every model. The buffer is transferred: do not use it afterwards.
   * @returns `count` × `labels.length` probabilities, row by row. A row sums to 1, except of a multi-label model.
   * @throws InvalidError when `pixels` has another length; TransientError `MODEL_FAILED` when the network throws or
   *   its answer is no number; UnavailableError `MODEL_UNAVAILABLE` when no thread can run it.
   */
  predict(pixels: Uint8Array, count: number): Promise<Float32Array>;
  /** Frees the network's memory; `predict` must not be called afterwards. */
  dispose(): Promise<void>;
}
