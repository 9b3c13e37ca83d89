import type { MeasuredBaseline } from '../models/baseline.js';
import { kolmogorovSmirnov } from './kolmogorov-smirnov.js';
import type { DriftVerdict, VersionDrift } from './drift.schema.js';
import { populationStability } from './population-stability.js';

export type { DriftVerdict, VersionDrift };

/** The limits between verdicts. The index's limits are the usual ones (Siddiqi 2006). */
export const thresholds = {
  psi: { shifting: 0.1, drifted: 0.25 },
  /** The distance must reach this and not be chance: a thousand values show distances too small to matter. */
  confidence: { shifting: 0.1, drifted: 0.2, pValue: 0.01 },
} as const;

/** A version's last predictions. */
export interface RecentAnswers {
  /** Predictions of each label, in the order of the labels. */
  readonly classCounts: readonly number[];
  readonly confidences: readonly number[];
  /** The earliest and the latest time at which one of them was stored, ISO 8601. */
  readonly from: string | null;
  readonly to: string | null;
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
    verdict: predictions < needed ? 'too few predictions' : driftVerdictOf(psi, test),
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

export function driftVerdictOf(psi: number, { statistic, pValue }: Test): DriftVerdict {
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
