import type { CardFile } from '../serving/models/card-file.js';
import { architectures } from './architectures.js';
import type { LabelledData } from './data-source.js';
import type { Evaluation } from './evaluation.js';
import type { Speed } from './measure-model.js';
import { scaling, type TrainingSettings } from './settings.js';
import type { Trained } from './train-model.js';
import type { WeightFormat } from './weight-format.js';

/** The fields that training adds to a card. */
export interface TrainedCard extends CardFile {
  readonly evaluation: Evaluation;
  readonly speed: readonly Speed[];
  readonly quantization: Quantization;
  /** Of each file, in bytes. */
  readonly bytes: Readonly<Record<string, number>>;
}

export interface Quantization {
  readonly format: WeightFormat;
  /** Test accuracy with float32 weights, and the format's loss of accuracy; negative for a gain. */
  readonly float32Accuracy: number;
  readonly accuracyCost: number;
}

export interface Origin {
  /** The command that trains the same model. */
  readonly command: string;
  readonly programVersion: string;
}

/** A card without the fields that need a measured model. */
export function draftCard(
  trained: Trained,
  settings: TrainingSettings,
  data: LabelledData,
  origin: Origin,
): CardFile {
  const { width, height, channels, labels } = data.training.dataset;
  const { name, version, arch, seed, recipe, patience, teacher, from } = settings;
  return {
    name,
    version,
    labels,
    input: { width, height, channels, ...scaling, ...data.preparation },
    training: {
      ...origin,
      architecture: arch,
      network: architectures[arch].description,
      parameters: trained.network.classifier.countParams(),
      seed,
      ...recipe,
      patience,
      ...(teacher && { teacher }),
      ...(from && { from }),
      epochsRun: trained.history.length,
      bestEpoch: trained.bestEpoch,
      data: describe(trained, settings, data),
    },
  };
}

function describe({ learned, heldOut }: Trained, settings: TrainingSettings, data: LabelledData) {
  return {
    source: settings.data,
    description: data.description,
    learned,
    heldOut,
    test: data.test.indexes.length,
    skipped: data.skipped.length,
    sha256: data.sha256,
  };
}
