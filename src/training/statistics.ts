import type { Part } from './batches.js';

/** The index of the largest value; the first of equals. */
export function likeliest(row: ArrayLike<number>): number {
  let best = 0;
  for (let at = 1; at < row.length; at += 1) if ((row[at] as number) > (row[best] as number)) best = at;
  return best;
}

/** An image of a part: its true class, the answered class, and the answer's confidence. */
export interface JudgedImage {
  readonly index: number;
  readonly truth: number;
  readonly answer: number;
  readonly confidence: number;
}

/** @param probabilities One row for each image of the part, in their order. */
export function judgedImages(probabilities: Float32Array, { dataset, indexes }: Part): JudgedImage[] {
  const classes = dataset.labels.length;
  return Array.from(indexes, (index, position) => {
    const row = probabilities.subarray(position * classes, (position + 1) * classes);
    const answer = likeliest(row);
    return {
      index,
      truth: dataset.classes[index] as number,
      answer,
      confidence: row[answer] as number,
    };
  });
}

/** Mean cross-entropy and share of right answers. */
export function scoreOf(probabilities: Float32Array, part: Part): { loss: number; accuracy: number } {
  const classes = part.dataset.labels.length;
  const all = judgedImages(probabilities, part);
  const losses = all.map(({ truth }, position) => {
    const share = probabilities[position * classes + truth] as number;
    return -Math.log(Math.max(share, 1e-7));
  });
  return { loss: mean(losses), accuracy: accuracyOf(all) };
}

export function accuracyOf(all: readonly JudgedImage[]): number {
  return all.filter(({ truth, answer }) => truth === answer).length / all.length;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The standard deviation of a sample: divides its squares by the number of values less one. */
export function deviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const middle = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

/** The value below which this share of the sorted values is; NaN for an empty list. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** `matrix[truth][answer]`: the number of images of class `truth` with the answer `answer`. */
export function confusion(all: readonly JudgedImage[], classes: number): number[][] {
  const matrix = Array.from({ length: classes }, () => Array<number>(classes).fill(0));
  for (const { truth, answer } of all) {
    const row = matrix[truth] as number[];
    row[answer] = (row[answer] as number) + 1;
  }
  return matrix;
}

export interface ClassFigures {
  readonly label: string;
  readonly images: number;
  /** Share of right answers among those with this label; 0 without such answers. */
  readonly precision: number;
  /** Share of right answers among images of this label; 0 without such images. */
  readonly recall: number;
  /** The harmonic mean of the two. */
  readonly f1: number;
}

export function perClass(matrix: readonly (readonly number[])[], labels: readonly string[]): ClassFigures[] {
  return labels.map((label, at) => {
    const right = matrix[at]?.[at] ?? 0;
    const images = matrix[at]?.reduce((sum, count) => sum + count, 0) ?? 0;
    const answered = matrix.reduce((sum, row) => sum + (row[at] ?? 0), 0);
    const precision = answered > 0 ? right / answered : 0;
    const recall = images > 0 ? right / images : 0;
    const f1 = precision + recall > 0 ? (2 * precision * recall) / (precision + recall) : 0;
    return { label, images, precision, recall, f1 };
  });
}
