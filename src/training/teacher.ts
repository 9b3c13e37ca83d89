import type { Model } from '../serving/models/model.js';
import { mirrorRows } from './augment.js';
import { pixelsOf, type Part } from './batches.js';

const batchSize = 128;

/** A model's answers for the images of a data set, plain and mirrored, computed once and kept. */
export class SoftLabels {
  private constructor(
    private readonly classes: number,
    private readonly plain: Float32Array,
    private readonly mirrored: Float32Array,
  ) {}

  /** @param temperature above 1 shows more of the teacher's view of the wrong classes (Hinton et al., 2015). */
  static async ask(teacher: Model, part: Part, temperature: number): Promise<SoftLabels> {
    const classes = part.dataset.labels.length;
    const size = part.dataset.size * classes;
    const labels = new SoftLabels(classes, new Float32Array(size), new Float32Array(size));
    for (let start = 0; start < part.indexes.length; start += batchSize) {
      const indexes = part.indexes.subarray(start, start + batchSize);
      const pixels = pixelsOf(part.dataset, indexes);
      const turned = mirrorRows(pixels, part.dataset);
      labels.keep(labels.plain, indexes, await teacher.predict(pixels, indexes.length), temperature);
      labels.keep(labels.mirrored, indexes, await teacher.predict(turned, indexes.length), temperature);
    }
    return labels;
  }

  /** Probabilities of the image with this index; they sum to 1. */
  of(index: number, mirrored: boolean): Float32Array {
    return (mirrored ? this.mirrored : this.plain).subarray(index * this.classes, (index + 1) * this.classes);
  }

  private keep(all: Float32Array, indexes: Uint32Array, rows: Float32Array, temperature: number): void {
    indexes.forEach((index, row) => {
      const own = rows.subarray(row * this.classes, (row + 1) * this.classes);
      all.set(softened(own, temperature), index * this.classes);
    });
  }
}

/** A softmax at temperature T, computed from a softmax at 1. */
export function softened(probabilities: Float32Array, temperature: number): Float32Array {
  const raised = probabilities.map((share) => share ** (1 / temperature));
  const sum = raised.reduce((total, value) => total + value, 0);
  return raised.map((value) => value / sum);
}
