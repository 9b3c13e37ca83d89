import type { Tfjs } from '../serving/models/tfjs.js';
import { plain } from './augment.js';
import type { Part } from './batches.js';
import type { EpochFigures } from './checkpoint.js';
import type { LabelledData } from './data-source.js';
import { prepareTraining, type Places } from './fit-model.js';
import { probabilitiesOf } from './probabilities.js';
import { scaling, type TrainingSettings } from './settings.js';
import { folds, others } from './split.js';
import { deviation, mean, scoreOf } from './statistics.js';
import type { TrainerProgress } from './trainer.js';

export interface CrossValidation {
  /** Of each fold: of the training that did not see it. */
  readonly accuracies: readonly number[];
  readonly mean: number;
  readonly deviation: number;
}

export interface Folding extends Places {
  readonly settings: TrainingSettings;
  readonly data: LabelledData;
  readonly stop: AbortSignal;
  readonly onStep: (progress: TrainerProgress) => void;
  readonly onEpoch: (figures: EpochFigures) => void;
  readonly onFold: (fold: number, accuracy: number) => void;
}

/**
 * k-fold cross-validation: divides the images into `count` parts, and trains a network for each part on all others. A
 * test half of the data set takes no part.
 *
 * @returns undefined when it was stopped.
 */
export async function crossValidate(
  tf: Tfjs,
  folding: Folding,
  count: number,
): Promise<CrossValidation | undefined> {
  const { settings, data, onFold } = folding;
  const { dataset, indexes } = data.folded ?? data.training;
  const accuracies: number[] = [];
  for (const fold of folds(dataset, indexes, count, settings.seed)) {
    const learned = { dataset, indexes: others(indexes, fold) };
    const accuracy = await accuracyOn({ dataset, indexes: fold }, learned, tf, folding);
    if (accuracy === undefined) return undefined;
    accuracies.push(accuracy);
    onFold(accuracies.length, accuracy);
  }
  return { accuracies, mean: mean(accuracies), deviation: deviation(accuracies) };
}

async function accuracyOn(
  judged: Part,
  learned: Part,
  tf: Tfjs,
  folding: Folding,
): Promise<number | undefined> {
  const { network, trainer } = await prepareTraining(tf, { training: learned }, folding.settings, folding);
  try {
    const { stop, onStep, onEpoch } = folding;
    const finished = await trainer.run(stop, onStep, async (figures) => onEpoch(figures));
    if (!finished) return undefined;
    return scoreOf(probabilitiesOf(tf, network.classifier, judged, plain(scaling)), judged).accuracy;
  } finally {
    trainer.dispose();
    network.classifier.dispose();
  }
}
