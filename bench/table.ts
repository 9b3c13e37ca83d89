import { availableParallelism, cpus } from 'node:os';
import { table } from '../src/tools/cli/terminal.js';
import { type Figure, goalOf, verdictOf } from './figures.js';

/** Ratios first: they are what a noisy machine leaves true. */
export function tableOf(figures: readonly Figure[]): string {
  const ratios = figures.flatMap((figure) => {
    const { question, what, ratio } = figure;
    if (!ratio) return [];
    return [[question, what, `${short(ratio.value)} ×`, ratio.against, goalOf(ratio), verdictOf(figure)]];
  });
  // A contestant that has several ratios has one value.
  const values = new Map(
    figures.map(({ question, what, value, unit }) => [
      `${question} ${what}`,
      [question, what, short(value), unit],
    ]),
  );
  const head = ['question', 'what', 'ratio', 'to', 'goal', ''];
  const tables = [
    ...(ratios.length > 0 ? [[head, ...ratios]] : []),
    [['question', 'what', 'median', 'unit'], ...values.values()],
  ];
  return tables.map((rows) => table(rows).join('\n')).join('\n\n');
}

/** What the figures were measured on and with. */
export function circumstances(lab: {
  readonly settings: { readonly model: string; readonly rounds: number; readonly quick: boolean };
  readonly backend: string;
}): Record<string, string | number | boolean> {
  const { model, rounds, quick } = lab.settings;
  return {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    model,
    backend: lab.backend,
    rounds,
    quick,
  };
}

function short(value: number): string {
  if (!Number.isFinite(value)) return '-';
  if (value >= 100) return Math.round(value).toLocaleString('en');
  return value.toPrecision(3);
}
