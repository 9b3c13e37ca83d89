import type { Tfjs } from '../serving/models/tfjs.js';
import { CheckpointFile, type EpochFigures } from './checkpoint.js';
import type { LabelledData } from './data-source.js';
import { prepareTraining, type Places } from './fit-model.js';
import type { Network } from './network.js';
import type { TrainingSettings } from './settings.js';
import type { TrainerProgress } from './trainer.js';

export interface Trained {
  readonly network: Network;
  readonly history: readonly EpochFigures[];
  readonly bestEpoch: number;
  /** The images of the training, and those held out to judge the epochs. */
  readonly learned: number;
  readonly heldOut: number;
}

export interface TrainingRun extends Places {
  readonly settings: TrainingSettings;
  readonly data: LabelledData;
  readonly resume: boolean;
  readonly stop: AbortSignal;
  readonly onStep: (progress: TrainerProgress) => void;
  readonly onEpoch: (figures: EpochFigures) => void;
}

/**
 * Trains by these settings, with a checkpoint after every epoch and when it is stopped.
 *
 * @returns undefined when it was stopped: `resume` continues.
 * @throws InvalidError `BAD_CONFIG` when there is nothing to resume, or its settings differ.
 */
export async function trainModel(tf: Tfjs, run: TrainingRun): Promise<Trained | undefined> {
  const { settings, data, onStep, onEpoch, stop } = run;
  const file = new CheckpointFile(run.cacheDirectory, settings.name, settings.version);
  const identity = { ...settings, sha256: data.sha256 };
  const began = run.resume ? await file.load(identity) : undefined;
  const { network, trainer, ...counts } = await prepareTraining(tf, data, settings, run);
  try {
    if (began) await trainer.restore(began);
    const save = async () => file.save(await trainer.checkpoint(identity));
    const finished = await trainer.run(stop, onStep, async (figures) => {
      onEpoch(figures);
      await save();
    });
    if (!finished) await save();
    if (!finished) return undefined;
    return { network, history: trainer.history, bestEpoch: trainer.bestEpoch, ...counts };
  } finally {
    trainer.dispose();
  }
}
