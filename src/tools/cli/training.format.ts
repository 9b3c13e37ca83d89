import { visible } from '../../foundation/errors/visible.js';
import type { Evaluation } from '../../training/evaluation.js';
import type { Speed } from '../../training/measure-model.js';
import type { TrainedCard } from '../../training/trained-card.js';

export const percent = (share: number, digits = 2): string => `${(100 * share).toFixed(digits)} %`;

/** A table for a terminal: the first row is its head; numbers are right-aligned. */
export function numberTable(rows: readonly (readonly string[])[]): string[] {
  const shown = rows.map((row) => row.map(visible));
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...shown.map((row) => (row[at] ?? '').length)));
  return shown.map((row) =>
    row
      .map((text, at) => (at === 0 ? text.padEnd(widths[at] ?? 0) : text.padStart(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

export function classTable({ perClass }: Evaluation): string[] {
  const head = ['class', 'images', 'precision', 'recall', 'F1'];
  const rows = perClass.map(({ label, images, precision, recall, f1 }) => [
    label,
    String(images),
    percent(precision, 1),
    percent(recall, 1),
    percent(f1, 1),
  ]);
  return numberTable([head, ...rows]);
}

export const speedText = ({ backend, imagesPerSecond, p50Ms, p99Ms }: Speed): string =>
  `${backend} ${imagesPerSecond.toLocaleString('en')} images/s, one alone p50 ${p50Ms} ms, p99 ${p99Ms} ms`;

export function writtenText(
  { evaluation, speed, quantization, bytes }: TrainedCard,
  folder: string,
): string[] {
  const { format, accuracyCost } = quantization;
  const cost = format === 'float32' ? '' : `, which costs ${percent(accuracyCost)} of accuracy`;
  return [
    `test accuracy ${percent(evaluation.accuracy)} on ${evaluation.images} images, expected calibration error ` +
      percent(evaluation.calibrationError),
    ...classTable(evaluation),
    ...speed.map(speedText),
    `weights: ${bytes['weights.bin']} bytes as ${format}${cost}`,
    `written to ${folder}`,
  ];
}
