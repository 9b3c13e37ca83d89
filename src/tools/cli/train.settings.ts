import { ModelFolders } from '../../serving/models/model-folders.js';
import { architectures, type ArchitectureName, type Recipe } from '../../training/architectures.js';
import type { Part } from '../../training/batches.js';
import type { TrainingSettings } from '../../training/settings.js';
import type { WeightFormat } from '../../training/weight-format.js';

export interface TrainFlags {
  readonly name: string;
  readonly data: string;
  readonly transpose?: true;
  readonly arch: ArchitectureName;
  readonly modelVersion?: number;
  readonly epochs?: number;
  readonly batch?: number;
  readonly rate?: number;
  readonly seed: number;
  readonly augment?: readonly string[];
  readonly validation: number;
  readonly test: number;
  readonly size: { readonly width: number; readonly height: number };
  readonly colour: 'grey' | 'rgb';
  readonly fit: 'fill' | 'contain' | 'cover';
  readonly patience: number;
  readonly teacher?: string;
  readonly from?: string;
  readonly quantize: WeightFormat;
  readonly folds?: number;
  readonly resume?: true;
  readonly json?: true;
}

type Settings = Omit<TrainingSettings, 'recipe'>;

const distillation = { share: 0.9, temperature: 1, variants: 8 };
const erasedShare = 0.4;
/** A small data set is trained in small steps, so that each epoch has several. */
const fewestSteps = 16;
const smallestBatch = 8;

/** @throws InvalidError `UNKNOWN_MODEL` for a missing teacher, or a missing model to begin from. */
export async function settingsOf(flags: TrainFlags, folders: ModelFolders): Promise<Settings> {
  const { data, arch, name, seed, validation, patience, size, colour, fit, test } = flags;
  const [newest = '0'] = await folders.versions(name);
  return {
    data,
    arch,
    name,
    seed,
    validation,
    patience,
    version: String(flags.modelVersion ?? Number(newest) + 1),
    testShare: test,
    teacher: flags.teacher ? { model: await versionOf(flags.teacher, folders), ...distillation } : undefined,
    ...(flags.from && { from: await versionOf(flags.from, folders) }),
    shape: { ...size, channels: colour === 'grey' ? 1 : 3, fit },
  };
}

/** `name@version` of an existing model; the newest version where the text names none. */
async function versionOf(text: string, folders: ModelFolders): Promise<string> {
  const [name = '', wanted] = text.split('@');
  const version = wanted ?? (await folders.newest(name));
  await folders.directory(name, version);
  return `${name}@${version}`;
}

/**
 * The architecture's recipe with the flags' changes. The learning rate follows the batch (Goyal et al., 2017): half
 * the pictures a step, half as far.
 */
export function recipeOf(
  { arch, epochs, batch, rate, augment }: TrainFlags,
  { dataset, indexes }: Part,
): Recipe {
  const { recipe } = architectures[arch];
  const fitting = Math.max(smallestBatch, Math.floor(indexes.length / fewestSteps));
  const batchSize = batch ?? Math.min(recipe.batchSize, fitting);
  return {
    ...recipe,
    epochs: epochs ?? recipe.epochs,
    batchSize,
    peakRate: rate ?? (recipe.peakRate * batchSize) / recipe.batchSize,
    augmentation: augment
      ? {
          mirror: augment.includes('mirror'),
          furthestMove: augment.includes('shift') ? Math.max(1, Math.round(dataset.width / 14)) : 0,
          erase: augment.includes('erase') ? erasedShare : 0,
        }
      : recipe.augmentation,
  };
}
