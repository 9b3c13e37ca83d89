import { z } from 'zod';
import type { Body } from '../../foundation/contract/endpoint.js';
import { count, maybeText, share, text } from '../../foundation/contract/fields.js';

/** Default number of predictions of each version in a report. */
export const usualLast = 1_000;

const level = z.number();
const verdict = z
  .enum(['stable', 'shifting', 'drifted', 'too few predictions', 'no baseline'])
  .describe(
    '`stable`: the answers look as they did when the model was measured; `shifting`: look at it; `drifted`: they are ' +
      'others; the last two say why there is nothing to compare',
  );
export type DriftVerdict = z.output<typeof verdict>;

const classDrift = z.object({
  label: text,
  expected: share.describe('Share of the answers when the model was measured'),
  seen: share.describe('Share of the last predictions'),
  psi: z.number().describe('What the class adds to the index'),
});

const versionDrift = z.object({
  version: text,
  verdict,
  predictions: count,
  needed: count.describe('So many are needed for a verdict: 20 for each label, 100 at least'),
  from: maybeText.describe('When the first of the predictions was stored'),
  to: maybeText.describe('When the last of them was stored'),
  classes: z
    .object({ psi: z.number(), labels: z.array(classDrift) })
    .nullable()
    .describe('The population stability index of the labels, and each label’s part of it, the largest first'),
  confidence: z
    .object({ statistic: share, pValue: share, expectedMedian: share, median: share })
    .nullable()
    .describe('The test of Kolmogorov and Smirnov on the confidences, and their medians'),
});

/** Compares a version's last predictions with its card; null without a baseline, or without predictions. */
export type VersionDrift = Body<typeof versionDrift>;

export const modelDrift = z.object({
  model: text,
  last: count.describe('Most predictions of each version that are looked at'),
  thresholds: z.object({
    psi: z.object({ shifting: level, drifted: level }),
    confidence: z.object({ shifting: level, drifted: level, pValue: level }),
  }),
  versions: z.array(versionDrift).describe('Every version in MODELS_DIR, the newest first'),
});
export type ModelDrift = Body<typeof modelDrift>;
