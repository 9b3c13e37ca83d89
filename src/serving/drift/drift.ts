import type { MeasuredBaseline } from '../models/baseline.js';
import { kolmogorovSmirnov } from './kolmogorov-smirnov.js';
import { populationStability } from './population-stability.js';

/** Where a verdict changes. The index's limits are the usual ones (Siddiqi 2006). */
export const thresholds = {
  psi: { shifting: 0.1, drifted: 0.25 },
  /** The distance must be as great as this, and not by chance: a thousand values show distances too small to matter. */
  confidence: { shifting: 0.1, drifted: 0.2, pValue: 0.01 },
} as const;

/**
 * `stable`: the answers look as they did when the model was measured; `shifting`: look at it; `drifted`: they are others;
 * the last two say why there is nothing to compare.
 */
export type DriftVerdict = 'stable' | 'shifting' | 'drifted' | 'too few predictions' | 'no baseline';

/** What a version has predicted last. */
export interface RecentAnswers {
  /** Predictions of each label, in the order of the labels. */
  readonly classCounts: readonly number[];
  readonly confidences: readonly number[];
  /** When the first and the last of them were stored, ISO 8601. */
  readonly from: string | null;
  readonly to: string | null;
}

export interface ClassDrift {
  readonly label: string;
  /** Share of the answers when the model was measured, and among the last predictions. */
  readonly expected: number;
  readonly seen: number;
  /** What the class adds to the index. */
  readonly psi: number;
}

/** How the last predictions of a version compare with its card; null where there is no baseline, or nothing was predicted. */
export interface VersionDrift {
  readonly version: string;
  readonly verdict: DriftVerdict;
  readonly predictions: number;
  /** So many are needed for a verdict: 20 for each label, 100 at least. */
  readonly needed: number;
  readonly from: string | null;
  readonly to: string | null;
  /** The population stability index of the labels, and each label's part of it, the largest first. */
  readonly classes: { readonly psi: number; readonly labels: readonly ClassDrift[] } | null;
  /** The test of Kolmogorov and Smirnov on the confidences, and their medians. */
  readonly confidence: {
    readonly statistic: number;
    readonly pValue: number;
    readonly expectedMedian: number;
    readonly median: number;
  } | null;
}

interface Measured {
  readonly version: string;
  readonly labels: readonly string[];
  readonly baseline: MeasuredBaseline | undefined;
}

export function driftOf({ version, labels, baseline }: Measured, recent: RecentAnswers): VersionDrift {
  const predictions = recent.confidences.length;
  const needed = Math.max(100, 20 * labels.length);
  const { from, to } = recent;
  const known = { version, predictions, needed, from, to };
  if (!baseline) return { ...known, verdict: 'no baseline', classes: null, confidence: null };
  if (predictions === 0) return { ...known, verdict: 'too few predictions', classes: null, confidence: null };
  const { psi, classes } = populationStability(baseline.classShares, recent.classCounts);
  const { confidenceQuantiles: quantiles, images } = baseline;
  const test = kolmogorovSmirnov(recent.confidences, quantiles, images);
  return {
    ...known,
    verdict: predictions < needed ? 'too few predictions' : verdictOf(psi, test),
    classes: {
      psi,
      labels: classes
        .map((shift, at) => ({ label: labels[at] ?? '', ...shift }))
        .toSorted((one, other) => other.psi - one.psi),
    },
    confidence: { ...test, expectedMedian: medianOf(quantiles), median: medianOf(recent.confidences) },
  };
}

type Test = { readonly statistic: number; readonly pValue: number };

export function verdictOf(psi: number, { statistic, pValue }: Test): DriftVerdict {
  const { confidence } = thresholds;
  const reaches = (level: 'shifting' | 'drifted') =>
    psi >= thresholds.psi[level] || (pValue < confidence.pValue && statistic >= confidence[level]);
  if (reaches('drifted')) return 'drifted';
  return reaches('shifting') ? 'shifting' : 'stable';
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}
