import type { InputShape } from '../serving/models/preprocess.js';
import type { Recipe, ArchitectureName } from './architectures.js';

/** All settings that decide a training's result: the same settings give the same weights. */
export interface TrainingSettings {
  /** The source of the images: `fashion-mnist` or a folder. */
  readonly data: string;
  readonly arch: ArchitectureName;
  readonly name: string;
  readonly version: string;
  readonly seed: number;
  readonly recipe: Recipe;
  /** Share of the training images that judge the epochs, 0 to below 1. */
  readonly validation: number;
  /** Share of a folder's images for the test. */
  readonly testShare: number;
  readonly patience: number;
  readonly teacher: TeacherSettings | undefined;
  /** The model whose weights it begins with, `name@version`; without it the seed gives the weights. */
  readonly from?: string;
  /** The size of a folder's pictures, and the way of resizing. */
  readonly shape: InputShape;
}

export interface TeacherSettings {
  /** `name@version`. */
  readonly model: string;
  readonly share: number;
  readonly temperature: number;
  /** Changes of each image that it is asked about. */
  readonly variants: number;
}

/** A byte b enters the network as b × scale + offset: −1 to 1. */
export const scaling = { scale: 1 / 127.5, offset: -1 } as const;
