import { checkIndex, type Dataset, type LabelledImage } from './dataset.js';
import type { Decoder } from './decoder.js';
import { seededNormal, seededRandom, shuffle } from './random.js';

const labelSeed = 20_170_825;

/**
 * Images drawn by a small decoder, for machines without a real test set. Image i is the same in every run and on
 * every machine, and every label is equally frequent. Each image is drawn on demand.
 */
export class SampledDataset implements Dataset {
  readonly sampled = true;
  readonly size = 10_000;
  readonly channels = 1;
  readonly description =
    'sampled images, drawn by a decoder that was trained on Fashion-MNIST: not the test set';
  private readonly classes: Uint8Array;

  constructor(private readonly decoder: Decoder) {
    const inTurn = Uint8Array.from({ length: this.size }, (_, index) => index % this.labels.length);
    this.classes = shuffle(inTurn, seededRandom(labelSeed));
  }

  get name(): string {
    return this.decoder.card.name;
  }

  get labels(): readonly string[] {
    return this.decoder.card.labels;
  }

  get width(): number {
    return this.decoder.card.image.width;
  }

  get height(): number {
    return this.decoder.card.image.height;
  }

  image(index: number): LabelledImage {
    checkIndex(index, this.size);
    const labelIndex = this.classes[index] as number;
    const pixels = this.decoder.draw(labelIndex, seededNormal(index));
    return { index, pixels, label: this.labels[labelIndex] as string };
  }
}
