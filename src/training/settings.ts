import type { InputShape } from '../serving/models/preprocess.js';
import type { Recipe, ArchitectureName } from './architectures.js';

/** Everything that decides what a training comes to: the same settings give the same weights. */
export interface TrainingSettings {
  /** Where the images are: `fashion-mnist` or a folder. */
  readonly data: string;
  readonly arch: ArchitectureName;
  readonly name: string;
  readonly version: string;
  readonly seed: number;
  readonly recipe: Recipe;
  /** Share of the training images that judge the epochs, 0 to below 1. */
  readonly validation: number;
  /** Share of a folder's images that is kept for the test. */
  readonly testShare: number;
  readonly patience: number;
  readonly teacher: TeacherSettings | undefined;
  /** The model whose weights it begins with, `name@version`; without it they are drawn by the seed. */
  readonly from?: string;
  /** What pictures of a folder are brought to, and how. */
  readonly shape: InputShape;
}

export interface TeacherSettings {
  /** `name@version`. */
  readonly model: string;
  readonly share: number;
  readonly temperature: number;
}

/** A byte b enters the network as b × scale + offset: −1 to 1. */
export const scaling = { scale: 1 / 127.5, offset: -1 } as const;
