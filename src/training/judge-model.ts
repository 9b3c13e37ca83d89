import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../foundation/config/config.js';
import { readModelCard } from '../serving/models/model-card.js';
import type { ModelFolders } from '../serving/models/model-folders.js';
import type { Part } from './batches.js';
import { evaluate, type Evaluation } from './evaluation.js';
import { measureModel, type Speed } from './measure-model.js';
import { openData, type DataChoice } from './open-data.js';
import { refuseOtherTask } from './same-task.js';
import { judgedImages, type JudgedImage } from './statistics.js';

export interface JudgedModel {
  /** `name@version`. */
  readonly model: string;
  readonly evaluation: Evaluation;
  readonly speed: readonly Speed[];
  /** Of all its files except pictures and card. */
  readonly bytes: number;
  readonly verdicts: readonly JudgedImage[];
  readonly test: Part;
}

/**
 * Measures a model on the test images of a data set, converted to its size.
 *
 * @param model `name@version`, or a name for its newest version.
 * @throws InvalidError `UNKNOWN_MODEL`; `BAD_CONFIG` when the images have another size or other labels than the
 *   model.
 */
export async function judgeModel(
  model: string,
  choice: Omit<DataChoice, 'shape'>,
  folders: ModelFolders,
  config: Config,
): Promise<JudgedModel> {
  const [name = '', wanted] = model.split('@');
  const version = wanted ?? (await folders.newest(name));
  const directory = await folders.directory(name, version);
  const card = await readModelCard(directory);
  const { test } = await openData({ ...choice, shape: card.input }, config);
  refuseOtherTask(test.dataset, card, choice.source);
  const { probabilities, speed } = await measureModel(directory, test, config.dataset.cacheDir);
  const all = judgedImages(probabilities, test);
  return {
    model: `${name}@${version}`,
    evaluation: evaluate(all, card.labels),
    speed,
    bytes: await bytesOf(directory),
    verdicts: all,
    test,
  };
}

async function bytesOf(directory: string): Promise<number> {
  const names = (await readdir(directory)).filter((name) => !/\.svg$|^card\.json$/.test(name));
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(directory, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
