import { z } from 'zod';
import type { Body } from '../../foundation/contract/endpoint.js';
import { count, described, maybeText, share, text } from '../../foundation/contract/fields.js';

/** Predictions of each version that are looked at, unless a request says otherwise. */
export const usualLast = 1_000;

const level = z.number();
const verdict = described(
  z.enum(['stable', 'shifting', 'drifted', 'too few predictions', 'no baseline']),
  '`stable`: the answers look as they did when the model was measured; `shifting`: look at it; `drifted`: they are ' +
    'others; the last two say why there is nothing to compare',
);
export type DriftVerdict = z.output<typeof verdict>;

const classDrift = z.object({
  label: text,
  expected: described(share, 'Share of the answers when the model was measured'),
  seen: described(share, 'Share of the last predictions'),
  psi: described(z.number(), 'What the class adds to the index'),
});

const versionDrift = z.object({
  version: text,
  verdict,
  predictions: count,
  needed: described(count, 'So many are needed for a verdict: 20 for each label, 100 at least'),
  from: described(maybeText, 'When the first of the predictions was stored'),
  to: described(maybeText, 'When the last of them was stored'),
  classes: described(
    z.object({ psi: z.number(), labels: z.array(classDrift) }).nullable(),
    'The population stability index of the labels, and each label’s part of it, the largest first',
  ),
  confidence: described(
    z.object({ statistic: share, pValue: share, expectedMedian: share, median: share }).nullable(),
    'The test of Kolmogorov and Smirnov on the confidences, and their medians',
  ),
});

/** How the last predictions of a version compare with its card; null where there is no baseline, or nothing was predicted. */
export type VersionDrift = Body<typeof versionDrift>;

export const modelDrift = z.object({
  model: text,
  last: described(count, 'Most predictions of each version that are looked at'),
  thresholds: z.object({
    psi: z.object({ shifting: level, drifted: level }),
    confidence: z.object({ shifting: level, drifted: level, pValue: level }),
  }),
  versions: described(z.array(versionDrift), 'Every version in MODELS_DIR, the newest first'),
});
export type ModelDrift = Body<typeof modelDrift>;
