import { join } from 'node:path';
import { Engine } from '../serving/models/engine.js';
import type { Tfjs } from '../serving/models/tfjs.js';
import { architectures } from './architectures.js';
import type { Part } from './batches.js';
import { divide } from './split.js';
import { refuseOtherTask } from './same-task.js';
import { scaling, type TrainingSettings } from './settings.js';
import { startFrom } from './start-weights.js';
import type { Truth } from './targets.js';
import { SoftLabels } from './teacher.js';
import { Trainer } from './trainer.js';

export interface Places {
  readonly modelsDirectory: string;
  /** The folder for checkpoints, and for graphs of models. */
  readonly cacheDirectory: string;
}

/** A network with fresh weights, and its trainer. */
export async function prepareTraining(tf: Tfjs, part: Part, settings: TrainingSettings, places: Places) {
  const { dataset, indexes } = part;
  const { arch, seed, recipe, validation, patience } = settings;
  const input = [dataset.height, dataset.width, dataset.channels] as const;
  const network = architectures[arch].build(tf, input, dataset.labels.length, seed);
  if (settings.from) {
    await startFrom(tf, directoryOf(settings.from, places), network, { dataset, source: settings.data });
  }
  const [learned, heldOut] = divide(dataset, indexes, [validation], seed) as [Uint32Array, Uint32Array];
  const learnedPart = { dataset, indexes: learned };
  const trainer = new Trainer(tf, {
    network,
    part: learnedPart,
    heldOut: { dataset, indexes: heldOut },
    recipe,
    seed,
    scaling,
    patience,
    truth: await truthOf(learnedPart, settings, places),
  });
  return { network, trainer, learned: learned.length, heldOut: heldOut.length };
}

function directoryOf(model: string, { modelsDirectory }: Places): string {
  return join(modelsDirectory, ...model.split('@'));
}

async function truthOf(part: Part, settings: TrainingSettings, places: Places): Promise<Truth> {
  const { teacher, recipe, seed } = settings;
  const own = { classes: part.dataset.labels.length, smoothing: recipe.labelSmoothing };
  if (!teacher) return own;
  const directory = directoryOf(teacher.model, places);
  const cacheDirectory = join(places.cacheDirectory, 'graphs');
  const engine = await Engine.open(directory, { backend: 'auto', batchSize: 128, cacheDirectory });
  try {
    refuseOtherTask(part.dataset, engine.card, settings.data);
    const { augmentation } = recipe;
    const labels = await SoftLabels.ask(engine, part, { ...teacher, augmentation, seed });
    return { ...own, teacher: { labels, share: teacher.share } };
  } finally {
    await engine.dispose();
  }
}
