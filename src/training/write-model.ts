import { createHash } from 'node:crypto';
import { readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidError } from '../foundation/errors/app.error.js';
import { ModelFolders } from '../serving/models/model-folders.js';
import type { Tfjs } from '../serving/models/tfjs.js';
import type { LabelledData } from './data-source.js';
import { evaluate } from './evaluation.js';
import { measureModel } from './measure-model.js';
import { drawCurves, drawEvaluation } from './pictures.js';
import { saveNetwork, writeJson } from './save-network.js';
import type { TrainingSettings } from './settings.js';
import { accuracyOf, judgedImages } from './statistics.js';
import { draftCard, type Origin, type TrainedCard } from './trained-card.js';
import type { Trained } from './train-model.js';
import type { WeightFormat } from './weight-format.js';

export interface Writing extends Origin {
  readonly settings: TrainingSettings;
  readonly data: LabelledData;
  readonly format: WeightFormat;
  readonly modelsDirectory: string;
  readonly cacheDirectory: string;
}

/** @throws InvalidError `BAD_CONFIG` when this version exists: a version that was served never changes. */
export async function refuseToOverwrite(
  modelsDirectory: string,
  name: string,
  version: string,
): Promise<void> {
  const versions = await new ModelFolders(modelsDirectory).versions(name);
  if (!versions.includes(version)) return;
  const next = Number(versions[0]) + 1;
  throw new InvalidError(
    'BAD_CONFIG',
    `--model-version ${version}: ${name}@${version} is there and is not overwritten; the next free version is ${next}`,
  );
}

/**
 * Measures a trained network on the test images as the service runs it, and writes its folder: files, card and
 * pictures. The folder appears whole or not at all.
 */
export async function writeModel(tf: Tfjs, trained: Trained, writing: Writing): Promise<TrainedCard> {
  const { settings, modelsDirectory } = writing;
  const folder = join(modelsDirectory, settings.name, settings.version);
  const draft = `${folder}.draft`;
  await rm(draft, { recursive: true, force: true });
  try {
    const card = await fill(tf, trained, writing, draft);
    await refuseToOverwrite(modelsDirectory, settings.name, settings.version);
    await rename(draft, folder);
    return card;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}

async function fill(tf: Tfjs, trained: Trained, writing: Writing, draft: string): Promise<TrainedCard> {
  const { settings, data, format, cacheDirectory } = writing;
  const { command, programVersion } = writing;
  const card = draftCard(trained, settings, data, { command, programVersion });
  const measure = async (weights: WeightFormat) => {
    await saveNetwork(tf, trained.network.classifier, weights, draft);
    await writeJson(join(draft, 'card.json'), card);
    const { probabilities, speed } = await measureModel(draft, data.test, cacheDirectory);
    return { all: judgedImages(probabilities, data.test), speed };
  };
  const full = await measure('float32');
  const { all, speed } = format === 'float32' ? full : await measure(format);
  const evaluation = evaluate(all, card.labels);
  const float32Accuracy = accuracyOf(full.all);
  const finished: TrainedCard = {
    ...card,
    accuracy: evaluation.accuracy,
    evaluation,
    speed,
    quantization: {
      format,
      float32Accuracy,
      accuracyCost: Number((float32Accuracy - evaluation.accuracy).toFixed(5)),
    },
    ...(await filesOf(draft)),
  };
  await writeJson(join(draft, 'card.json'), finished);
  const title = `${settings.name}@${settings.version}`;
  await drawEvaluation(draft, title, { evaluation, all, dataset: data.test.dataset });
  await drawCurves(draft, title, trained.history);
  return finished;
}

async function filesOf(folder: string) {
  const names = ['model.json', 'weights.bin'];
  const contents = await Promise.all(names.map((name) => readFile(join(folder, name))));
  const each = <T>(ask: (content: Buffer) => T) =>
    Object.fromEntries(contents.map((content, at) => [names[at] as string, ask(content)]));
  return {
    files: each((content) => createHash('sha256').update(content).digest('hex')),
    bytes: each((content) => content.length),
  };
}
