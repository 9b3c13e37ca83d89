import { InvalidError } from '../../foundation/errors/app.error.js';

/** Where a data set says that a picture belongs. */
export type Half = 'training' | 'validation' | 'test';

export interface LabelledFile {
  readonly path: string;
  /** The path as messages show it: below the data set's folder, with / on every system. */
  readonly file: string;
  readonly label: string;
  /** Undefined where the data set leaves it open. */
  readonly half?: Half | undefined;
}

/** A file that is no image, relative to the folder. */
export interface SkippedFile {
  readonly file: string;
  readonly reason: string;
}

/** What a data set consists of, before any picture is read. */
export interface Listing {
  /** In an order that is the same everywhere. */
  readonly files: readonly LabelledFile[];
  /** The labels of the files, in the order of their classes. */
  readonly labels: readonly string[];
  readonly skipped: readonly SkippedFile[];
}

export function dataRefusal(source: string, what: string): InvalidError {
  return new InvalidError('BAD_CONFIG', `--data ${source}: ${what}`);
}
