import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readModelJson } from './model-files.js';

/** The statistics of a model's answers when it was measured, to compare later answers with. */
export interface Baseline {
  /** Each label's share of the answers, in the order of the labels. */
  readonly classShares: readonly number[];
  /**
   * Confidences of the answers at points of equal distance: the least, in 101 of them each hundredth, the greatest.
   */
  readonly confidenceQuantiles: readonly number[];
}

/** A baseline, and its number of images. */
export interface MeasuredBaseline extends Baseline {
  readonly images: number;
}

const ratio = z.number().min(0).max(1);
const isSorted = (values: readonly number[]) =>
  values.every((value, at) => at === 0 || value >= (values[at - 1] as number));

const schema = z.object({
  labels: z.array(z.string()),
  evaluation: z.object({
    images: z.int().positive(),
    baseline: z.object({
      classShares: z.array(ratio),
      confidenceQuantiles: z.array(ratio).min(2).refine(isSorted),
    }),
  }),
});

/**
 * Reads `evaluation.baseline` of the card in a model's folder.
 *
 * @returns undefined where the card has no baseline for its labels, as a card not written by `npm run train`.
 * @throws UnavailableError `MODEL_UNAVAILABLE` when the card cannot be read.
 */
export async function readBaseline(directory: string): Promise<MeasuredBaseline | undefined> {
  if (!existsSync(join(directory, 'card.json'))) return undefined;
  const { data } = schema.safeParse(await readModelJson(directory, 'card.json'));
  if (data?.evaluation.baseline.classShares.length !== data?.labels.length) return undefined;
  return data && { images: data.evaluation.images, ...data.evaluation.baseline };
}
