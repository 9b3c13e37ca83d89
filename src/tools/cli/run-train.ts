import { join } from 'node:path';
import { readConfig } from '../../configuration.js';
import { ModelFolders } from '../../serving/models/model-folders.js';
import { checkData } from '../../training/check-data.js';
import { CheckpointFile } from '../../training/checkpoint.js';
import { crossValidate, type Folding } from '../../training/cross-validation.js';
import type { LabelledData } from '../../training/data-source.js';
import { refuseTooSmall } from '../../training/large-enough.js';
import { loadTrainingTfjs } from '../../training/native.js';
import { openData } from '../../training/open-data.js';
import type { Config } from '../../foundation/config/config.js';
import { programVersion } from '../../foundation/config/program-version.js';
import type { TrainingSettings } from '../../training/settings.js';
import { trainModel } from '../../training/train-model.js';
import { refuseToOverwrite, writeModel } from '../../training/write-model.js';
import { exitCodes } from './terminal.js';
import { recipeOf, settingsOf, type TrainFlags } from './train.settings.js';
import { TrainingLines } from './training-lines.js';
import type { TrainingReport } from './training-report.js';
import { TrainingText } from './training-text.js';

const signals = ['SIGINT', 'SIGTERM'] as const;

/** Trains, measures and writes a model, or cross-validates, by the flags. */
export async function runTrain(flags: TrainFlags): Promise<void> {
  const report: TrainingReport = flags.json ? new TrainingLines() : new TrainingText();
  const config = readConfig();
  const tf = await loadTrainingTfjs();
  const folders = new ModelFolders(config.model.directory);
  const chosen = await settingsOf(flags, folders);
  await refuseToOverwrite(folders.root, chosen.name, chosen.version);
  const data = await openChecked(flags, chosen, config);
  refuseTooSmall(tf, chosen.arch, data.training.dataset);
  report.data(data);
  const settings = { ...chosen, recipe: recipeOf(flags, data.training) };
  const run = {
    settings,
    data,
    resume: flags.resume === true,
    modelsDirectory: folders.root,
    cacheDirectory: config.dataset.cacheDir,
  };
  const { folds } = flags;
  if (folds) {
    const result = await watched(run, report, (watch) => crossValidate(tf, watch, folds));
    return result ? report.crossValidated(result) : stopped(report, false);
  }
  const trained = await watched(run, report, (watch) => trainModel(tf, watch));
  if (!trained) return stopped(report, true);
  report.measuring(trained.bestEpoch);
  const origin = { command: commandOf(process.argv.slice(3)), programVersion };
  const card = await writeModel(tf, trained, { ...run, ...origin, format: flags.quantize });
  await new CheckpointFile(run.cacheDirectory, settings.name, settings.version).remove();
  report.written(card, join(folders.root, settings.name, settings.version));
}

/** The labelled images, with notes on what may not be meant. */
async function openChecked(
  { transpose, folds }: TrainFlags,
  settings: Omit<TrainingSettings, 'recipe'>,
  config: Config,
): Promise<LabelledData> {
  const data = await openData({ ...settings, source: settings.data, transpose: transpose === true }, config);
  return { ...data, notes: [...data.notes, ...checkData(data, settings, folds)] };
}

type Watch = Pick<Folding, 'stop' | 'onStep' | 'onEpoch' | 'onFold'>;

/**
 * Shows progress. The first signal ends the running step and keeps the trained state; the second ends the program.
 */
async function watched<Run extends { readonly settings: TrainingSettings }, Result>(
  run: Run,
  report: TrainingReport,
  work: (run: Run & Watch) => Promise<Result>,
): Promise<Result> {
  report.begin(run.settings.recipe.epochs);
  const stop = new AbortController();
  const abort = () => stop.abort();
  for (const signal of signals) process.once(signal, abort);
  try {
    return await work({
      ...run,
      stop: stop.signal,
      onStep: (progress) => report.step(progress),
      onEpoch: (figures) => report.epoch(figures),
      onFold: (fold, accuracy) => report.fold(fold, accuracy),
    });
  } finally {
    for (const signal of signals) process.off(signal, abort);
    report.end();
  }
}

function stopped(report: TrainingReport, mayResume: boolean): void {
  report.stopped(mayResume);
  process.exitCode = exitCodes.wrong;
}

/** The command for the same model, without `--resume` and `--json`: those belong to one run. */
function commandOf(args: readonly string[]): string {
  const words = args.filter((word) => word !== '--resume' && word !== '--json');
  const quoted = words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word)));
  return ['npm run train --', ...quoted].join(' ');
}
