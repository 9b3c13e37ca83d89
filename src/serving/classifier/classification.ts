import type { ModelConfig, PredictionConfig } from '../../foundation/config/config.js';
import { mostLabels } from '../../events/prediction.codec.js';
import type { RankedLabel } from '../../events/prediction.event.js';

/** A model's answer for one image. */
export interface ImageAnswer {
  /** One for each of the card's labels, in their order; they sum to 1. */
  readonly probabilities: Float32Array;
  /** Milliseconds: waiting for a free model, and computing in the batch. */
  readonly queueMs: number;
  readonly computeMs: number;
  readonly batchSize: number;
}

export interface Classification extends ImageAnswer {
  readonly model: string;
  readonly modelVersion: string;
  /** The label that it is given: the most likely one, or the card's word for none. */
  readonly said: RankedLabel;
  /** Of a multi-label model: the labels that it has, most likely first. */
  readonly labels: readonly RankedLabel[] | undefined;
  /** The most likely labels, most likely first: `TOP_K` of them, or all of a model with fewer. */
  readonly top: readonly [RankedLabel, ...RankedLabel[]];
  /** `said` is less likely than `UNSURE_BELOW`. */
  readonly unsure: boolean;
  /** Milliseconds: decoding the picture and converting it to the model's size. */
  readonly preprocessMs: number;
}

export interface ClassificationSettings {
  readonly model: Pick<ModelConfig, 'maxImagePixels'>;
  readonly prediction: PredictionConfig;
}

/**
 * The likeliest labels, the likeliest first; at most all of them.
 *
 * @param labels at least one: a card without labels is refused when it is loaded.
 */
export function ranked(
  labels: readonly string[],
  probabilities: Float32Array,
  most: number,
): [RankedLabel, ...RankedLabel[]] {
  const top = highest(probabilities, most).map((classIndex) => ({
    label: labels[classIndex] as string,
    classIndex,
    confidence: probabilities[classIndex] as number,
  }));
  return top as [RankedLabel, ...RankedLabel[]];
}

/**
 * The labels of an image that may have several: those that reach their threshold, the likeliest first, at most 1,000.
 */
export function labelsAbove(
  labels: readonly string[],
  probabilities: Float32Array,
  thresholds: readonly number[],
): RankedLabel[] {
  const above: RankedLabel[] = [];
  labels.forEach((label, classIndex) => {
    const confidence = probabilities[classIndex] as number;
    if (confidence >= (thresholds[classIndex] as number)) above.push({ label, classIndex, confidence });
  });
  return above.toSorted((one, other) => other.confidence - one.confidence).slice(0, mostLabels);
}

/** None is as likely as the likeliest label is not. It follows the labels in their order. */
export function noneOf(none: string, labels: readonly string[], likeliest: RankedLabel): RankedLabel {
  return { label: none, classIndex: labels.length, confidence: 1 - likeliest.confidence };
}

/**
 * The indexes of the highest values, the highest first; of equal ones the earlier. Few are needed, so there is no
 * sort.
 */
function highest(values: Float32Array, most: number): number[] {
  const places: number[] = [];
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] as number;
    let place = places.length;
    while (place > 0 && (values[places[place - 1] as number] as number) < value) place -= 1;
    if (place === most) continue;
    places.splice(place, 0, at);
    if (places.length > most) places.pop();
  }
  return places;
}
