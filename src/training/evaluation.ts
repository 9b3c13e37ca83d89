import type { Baseline } from '../serving/models/baseline.js';
import { calibrationError, reliability, type ReliabilityBin } from './calibration-error.js';
import {
  accuracyOf,
  confusion,
  mean,
  perClass,
  quantile,
  type ClassFigures,
  type JudgedImage,
} from './statistics.js';

/** The quality of a model's answers for images with known labels. */
export interface Evaluation {
  readonly images: number;
  readonly accuracy: number;
  readonly macroF1: number;
  readonly calibrationError: number;
  readonly perClass: readonly ClassFigures[];
  /** `confusion[truth][answer]`, in the order of the labels. */
  readonly confusion: readonly (readonly number[])[];
  readonly reliability: readonly ReliabilityBin[];
  /** Statistics of the answers without their truth, to compare later answers with. */
  readonly baseline: Baseline;
}

export function evaluate(all: readonly JudgedImage[], labels: readonly string[]): Evaluation {
  const matrix = confusion(all, labels.length);
  const classes = perClass(matrix, labels).map(rounded);
  const bins = reliability(all);
  return {
    images: all.length,
    accuracy: round(accuracyOf(all)),
    macroF1: round(mean(classes.map(({ f1 }) => f1))),
    calibrationError: round(calibrationError(bins)),
    perClass: classes,
    confusion: matrix,
    reliability: bins.map(rounded),
    baseline: baselineOf(all, labels.length),
  };
}

function baselineOf(all: readonly JudgedImage[], classes: number): Baseline {
  const confidences = all.map(({ confidence }) => confidence).toSorted((a, b) => a - b);
  return {
    classShares: Array.from({ length: classes }, (_, label) =>
      round(all.filter(({ answer }) => answer === label).length / all.length),
    ),
    confidenceQuantiles: Array.from({ length: 101 }, (_, at) => round(quantile(confidences, at / 100))),
  };
}

/** Shares are rounded to what some ten thousand images can show. */
function rounded<T extends object>(figures: T): T {
  const pairs = Object.entries(figures) as [string, unknown][];
  return Object.fromEntries(
    pairs.map(([name, value]) => [name, typeof value === 'number' ? round(value) : value]),
  ) as T;
}

function round(value: number): number {
  return Number(value.toFixed(5));
}
