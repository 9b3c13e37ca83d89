import { join } from 'node:path';
import { readConfig } from '../config/config.js';
import { ModelFolders } from '../models/model-folders.js';
import { CheckpointFile } from '../training/checkpoint.js';
import { crossValidate, type CrossValidation, type Folding } from '../training/cross-validation.js';
import type { LabelledData } from '../training/data-source.js';
import { loadTrainingTfjs } from '../training/native.js';
import { openData } from '../training/open-data.js';
import { programVersion } from '../training/program-version.js';
import type { TrainingSettings } from '../training/settings.js';
import { trainModel } from '../training/train-model.js';
import { refuseToOverwrite, writeModel } from '../training/write-model.js';
import { exitCodes, print } from './terminal.js';
import { recipeOf, settingsOf, type TrainFlags } from './train.settings.js';
import { TrainingProgress } from './training-progress.js';
import { percent, writtenWords } from './training.words.js';

const signals = ['SIGINT', 'SIGTERM'] as const;

/** Trains, measures and writes a model, or cross-validates, as the flags say. */
export async function runTrain(flags: TrainFlags): Promise<void> {
  const config = readConfig();
  const tf = await loadTrainingTfjs();
  const folders = new ModelFolders(config.model.directory);
  const chosen = await settingsOf(flags, folders);
  await refuseToOverwrite(folders.root, chosen.name, chosen.version);
  const data = await openData({ ...chosen, source: chosen.data }, config);
  sayData(data);
  const settings = { ...chosen, recipe: recipeOf(flags, data.training) };
  const run = {
    settings,
    data,
    resume: flags.resume === true,
    modelsDirectory: folders.root,
    cacheDirectory: config.dataset.cacheDir,
  };
  const { folds } = flags;
  if (folds) return sayFolds(await watched(run, (watch) => crossValidate(tf, watch, folds)));
  const trained = await watched(run, (watch) => trainModel(tf, watch));
  if (!trained) return sayStopped('; the same command with --resume goes on');
  print(`measuring the weights of epoch ${trained.bestEpoch} on the test images`);
  const origin = { command: commandOf(process.argv.slice(3)), programVersion: await programVersion() };
  const card = await writeModel(tf, trained, { ...run, ...origin, format: flags.quantize });
  await new CheckpointFile(run.cacheDirectory, settings.name, settings.version).remove();
  print(writtenWords(card, join(folders.root, settings.name, settings.version)));
}

type Watch = Pick<Folding, 'stop' | 'onStep' | 'onEpoch' | 'onFold'>;

/** Shows progress. The first signal ends the step that runs and keeps what is trained; the second ends the program. */
async function watched<Run extends { readonly settings: TrainingSettings }, Result>(
  run: Run,
  work: (run: Run & Watch) => Promise<Result>,
): Promise<Result> {
  const progress = new TrainingProgress(run.settings.recipe.epochs);
  const stop = new AbortController();
  const abort = () => stop.abort();
  for (const signal of signals) process.once(signal, abort);
  try {
    const watch = { stop: stop.signal, onStep: progress.step, onEpoch: progress.epoch, onFold: sayFold };
    return await work({ ...run, ...watch });
  } finally {
    for (const signal of signals) process.off(signal, abort);
    progress.stop();
  }
}

function sayStopped(what = ''): void {
  print(`stopped${what}`);
  process.exitCode = exitCodes.wrong;
}

function sayFolds(result: CrossValidation | undefined): void {
  if (!result) return sayStopped();
  const { accuracies, mean, deviation } = result;
  print(`accuracy ${percent(mean)} ± ${percent(deviation)} over ${accuracies.length} folds`);
}

function sayFold(fold: number, accuracy: number): void {
  print(`fold ${fold}: accuracy ${percent(accuracy)}`);
}

function sayData({ description, skipped }: LabelledData): void {
  print(description);
  if (skipped.length > 0) print(`skipped ${skipped.length} files that are no pictures:`);
  for (const { file, reason } of skipped) print(`  ${file}: ${reason}`);
}

/** What to type for the same model: `--resume` belongs to one run, not to the model. */
function commandOf(args: readonly string[]): string {
  const words = args.filter((word) => word !== '--resume');
  const quoted = words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word)));
  return ['npm run train --', ...quoted].join(' ');
}
