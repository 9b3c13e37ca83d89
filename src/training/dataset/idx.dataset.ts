import { checkIndex, type ImagesInMemory, type LabelledImage } from './dataset.js';
import type { IdxArray } from './idx.js';

interface IdxDatasetParts {
  readonly name: string;
  readonly description: string;
  readonly place?: string;
  readonly labels: readonly string[];
  /** count × height × width. */
  readonly images: IdxArray;
  /** For each image, the index of its label in `labels`. */
  readonly classes: IdxArray;
}

/** Grey images and their labels from two IDX arrays. */
export class IdxDataset implements ImagesInMemory {
  readonly sampled = false;
  readonly channels = 1;
  readonly name: string;
  readonly description: string;
  readonly place: string | undefined;
  readonly labels: readonly string[];
  readonly size: number;
  readonly width: number;
  readonly height: number;
  /** All images, one after the other. */
  readonly pixels: Uint8Array;
  readonly classes: Uint8Array;

  /** @throws Error when the two arrays do not belong together. */
  constructor({ name, description, place, labels, images, classes }: IdxDatasetParts) {
    const [size, height, width] = images.shape;
    if (images.shape.length !== 3 || !size || !height || !width) {
      throw new Error(`images of shape ${images.shape.join(' × ')}, expected count × height × width`);
    }
    if (classes.shape.length !== 1 || classes.shape[0] !== size) {
      throw new Error(
        `labels of shape ${classes.shape.join(' × ')}, expected one for each of ${size} images`,
      );
    }
    const stranger = classes.data.find((value) => value >= labels.length);
    if (stranger !== undefined) throw new Error(`label ${stranger}, expected 0 to ${labels.length - 1}`);
    this.name = name;
    this.description = description;
    this.place = place;
    this.labels = labels;
    this.size = size;
    this.height = height;
    this.width = width;
    this.pixels = images.data;
    this.classes = classes.data;
  }

  image(index: number): LabelledImage {
    checkIndex(index, this.size);
    const bytes = this.width * this.height;
    const label = this.labels[this.classes[index] as number] as string;
    return { index, pixels: this.pixels.subarray(index * bytes, (index + 1) * bytes), label };
  }
}
