export interface LabelledImage {
  readonly index: number;
  /** Row by row, channels interleaved, one byte each: width × height × channels bytes. */
  readonly pixels: Uint8Array;
  /** The true label, by name. */
  readonly label: string;
}

/** Images of one size with known labels, read by index. */
export interface Dataset {
  readonly name: string;
  /** A description of the images for people. */
  readonly description: string;
  /** The folder that they were read from, if there is one; for the log, not for callers. */
  readonly place?: string | undefined;
  /** True when the images were drawn by the committed decoder because no real test set was found. */
  readonly sampled: boolean;
  /** Valid indexes are 0 to size − 1. */
  readonly size: number;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly labels: readonly string[];
  /** @throws RangeError for an index that is not a whole number from 0 to size − 1. */
  image(index: number): LabelledImage;
}

/** A Dataset with all its images in memory. */
export interface ImagesInMemory extends Dataset {
  /** All images, one after the other. */
  readonly pixels: Uint8Array;
  /** For each image, the index of its label in `labels`. */
  readonly classes: Uint8Array;
}

/** @throws RangeError unless `index` is a whole number from 0 to size − 1. */
export function checkIndex(index: number, size: number): void {
  if (Number.isInteger(index) && index >= 0 && index < size) return;
  throw new RangeError(`image index ${index}: expected a whole number from 0 to ${size - 1}`);
}
