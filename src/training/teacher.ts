import type { Model } from '../serving/models/model.js';
import { type Augmentation, augmented } from './augment.js';
import { orderedBatches, type Part, type WriteImage } from './batches.js';
import { seededRandom } from './dataset/random.js';

/** In pictures. */
const batchSize = 128;
/** In bytes, of all answers: where there are many classes, each image has fewer variants. */
const mostBytes = 256_000_000;

export interface Lesson {
  /** Changes of each image; fewer where the answers would take over 256 MB. */
  readonly variants: number;
  /** Above 1 it shows more of the teacher's view of the wrong classes (Hinton et al., 2015). */
  readonly temperature: number;
  readonly augmentation: Augmentation;
  readonly seed: number;
}

interface Scaling {
  readonly scale: number;
  readonly offset: number;
}

/**
 * A model's answers to the very pictures that its student sees (Beyer et al., 2022: a good teacher is consistent). Each
 * image has a few random changes, the same in all epochs, so each is asked about once.
 */
export class SoftLabels {
  private readonly answers: readonly Float32Array[];

  private constructor(
    private readonly part: Part,
    private readonly lesson: Lesson,
  ) {
    const { labels, size } = part.dataset;
    const length = size * labels.length;
    const count = Math.max(1, Math.min(lesson.variants, Math.floor(mostBytes / (4 * length))));
    this.answers = Array.from({ length: count }, () => new Float32Array(length));
  }

  static async ask(teacher: Model, part: Part, lesson: Lesson): Promise<SoftLabels> {
    const labels = new SoftLabels(part, lesson);
    for (const [variant, all] of labels.answers.entries()) {
      const write = labels.writeOf(variant, { scale: 1, offset: 0 });
      let before = Promise.resolve();
      for (const { values, indexes, count } of orderedBatches(part, batchSize, write)) {
        const answered = teacher.predict(Uint8Array.from(values), count);
        // Two at once keep two threads busy.
        await before;
        before = answered.then((rows) => labels.keep(all, indexes, rows));
      }
      await before;
    }
    return labels;
  }

  /** The images as they are in this epoch: the variants take turns. */
  writeOf(epoch: number, scaling: Scaling): WriteImage {
    const { seed, augmentation } = this.lesson;
    const { dataset } = this.part;
    const first = seed * 7_919 + dataset.size * this.variantOf(epoch);
    return (pixels, target, targetStart, index) => {
      const write = augmented(scaling, dataset, augmentation, seededRandom(first + index));
      write(pixels, target, targetStart, index);
    };
  }

  /** Probabilities of the image as it is in this epoch; they sum to 1. */
  of(index: number, epoch: number): Float32Array {
    const { length: classes } = this.part.dataset.labels;
    const answers = this.answers[this.variantOf(epoch)] as Float32Array;
    return answers.subarray(index * classes, (index + 1) * classes);
  }

  private readonly variantOf = (epoch: number) => epoch % this.answers.length;

  private keep(all: Float32Array, indexes: Uint32Array, rows: Float32Array): void {
    const { length: classes } = this.part.dataset.labels;
    indexes.forEach((index, row) => {
      const own = rows.subarray(row * classes, (row + 1) * classes);
      all.set(softened(own, this.lesson.temperature), index * classes);
    });
  }
}

/** A softmax at temperature T, computed from a softmax at 1. */
export function softened(probabilities: Float32Array, temperature: number): Float32Array {
  const raised = probabilities.map((share) => share ** (1 / temperature));
  const sum = raised.reduce((total, value) => total + value, 0);
  return raised.map((value) => value / sum);
}
