import type { LabelStatistics, Quantiles, RecentStatistics } from './statistics.contract.js';

/** Predictions by true and predicted label; `null` without a true label. */
export interface ConfusionCell {
  readonly trueLabel: string | null;
  readonly label: string;
  /** The other labels of these images, where they are known. */
  readonly further?: readonly string[];
  readonly predictions: number;
}

export type LabelCount = LabelStatistics['classes'][number];

export type { LabelStatistics, RecentStatistics };

const mostLabels = 100;

/** By the nearest rank; 0 without values. */
export function quantilesOf(values: readonly number[]): Quantiles {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}

/**
 * @param cells every prediction once, also of an image with several labels.
 * @param further other labels of such images.
 */
export function labelStatistics(
  given: readonly ConfusionCell[],
  further: readonly LabelCount[] = [],
): LabelStatistics {
  const cells = joined(given);
  const others = given.flatMap(({ further: names = [], predictions }) =>
    names.map((label) => ({ label, predictions })),
  );
  const truths = cells.filter((cell) => cell.trueLabel !== null);
  const sum = (some: readonly ConfusionCell[]) =>
    some.reduce((total, { predictions }) => total + predictions, 0);
  const occurring = truths.flatMap(({ trueLabel, label, predictions }) => [
    [trueLabel ?? '', predictions] as const,
    [label, predictions] as const,
  ]);
  const labels = [...sums(occurring).keys()].slice(0, mostLabels).toSorted();
  const found = new Map(
    truths.map(({ trueLabel, label, predictions }) => [pair(trueLabel, label), predictions]),
  );
  return {
    known: sum(truths),
    right: sum(truths.filter(({ trueLabel, label }) => trueLabel === label)),
    classes: [
      ...sums([...cells, ...others, ...further].map(({ label, predictions }) => [label, predictions])),
    ]
      .slice(0, mostLabels)
      .map(([label, predictions]) => ({ label, predictions })),
    confusion: {
      labels,
      matrix: labels.map((truth) => labels.map((label) => found.get(pair(truth, label)) ?? 0)),
    },
  };
}

/** Images with the same truth and different labels may be counted with the same one. */
function joined(cells: readonly ConfusionCell[]): ConfusionCell[] {
  const sums = new Map<string, ConfusionCell>();
  for (const cell of cells) {
    const key = pair(cell.trueLabel, cell.label);
    sums.set(key, { ...cell, predictions: cell.predictions + (sums.get(key)?.predictions ?? 0) });
  }
  return [...sums.values()];
}

const pair = (trueLabel: string | null, label: string) => JSON.stringify([trueLabel, label]);

/** The sum for each name, the largest first. */
function sums(entries: readonly (readonly [name: string, value: number])[]): Map<string, number> {
  const totals = new Map<string, number>();
  for (const [name, value] of entries) totals.set(name, (totals.get(name) ?? 0) + value);
  return new Map([...totals].toSorted(([, one], [, other]) => other - one));
}
