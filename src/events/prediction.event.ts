import type { NamedImage } from './named-image.js';
import type { TraceContext } from './trace-context.js';

export interface RankedLabel {
  readonly label: string;
  readonly classIndex: number;
  /** 0 to 1. */
  readonly confidence: number;
}

/** The place of the image's event in its broker. */
export interface EventSource {
  readonly topic: string;
  /** On Kafka and the embedded broker: decimal text, because an offset may exceed the range of a number. */
  readonly partition?: number | undefined;
  readonly offset?: string | undefined;
  /** On Pub/Sub, which has neither. */
  readonly messageId?: string | undefined;
}

/** The classifier's answer for one image. */
export interface Prediction extends NamedImage {
  /** The key of the image's message, where it is more than the name. */
  readonly imageKey?: string | undefined;
  readonly requestId: string;
  readonly imageIndex?: number | undefined;
  readonly label: string;
  readonly classIndex: number;
  readonly confidence: number;
  /**
   * Of a multi-label model: every label that the image has, most likely first; `label` is the first of them, or the
   * card's word for none.
   */
  readonly labels?: readonly RankedLabel[] | undefined;
  /** The most likely labels, most likely first: `TOP_K` of them, or all of a model with fewer. */
  readonly top: readonly RankedLabel[];
  /** With `PROBABILITIES=true` the probability of every label, in the order of the model's card. */
  readonly probabilities?: readonly number[] | undefined;
  /** The confidence is under `UNSURE_BELOW`. */
  readonly unsure: boolean;
  readonly trueLabel?: string | undefined;
  /** The image's own. */
  readonly trace?: TraceContext | undefined;
  readonly model: string;
  readonly modelVersion: string;
  /** The broker that the image was read from. */
  readonly broker: string;
  /** `GROUP_ID` of the service that predicted; absent in predictions of earlier versions and other programs. */
  readonly group?: string | undefined;
  /** The image's place there when it was read; absent in predictions of earlier versions. */
  readonly source?: EventSource | undefined;
  readonly timings: {
    /** From publishing to the start of work; the clocks of two machines may disagree. */
    readonly brokerMs: number;
    /** Decoding the picture and converting it to the model's size. */
    readonly preprocessMs: number;
    /** Waiting for a free model, and computing in a batch. */
    readonly queueMs: number;
    readonly computeMs: number;
    readonly batchSize: number;
  };
}
