import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError, errorText, UnavailableError } from '../../foundation/errors/app.error.js';
import type { Engine, EngineSettings } from '../../serving/models/engine.js';
import { ModelFolders } from '../../serving/models/model-folders.js';
import { writeJson } from '../../training/save-network.js';
import { refuseToOverwrite } from '../../training/write-model.js';
import { onnxFile } from '../../serving/models/onnx/onnx-file.js';
import { copyFiles } from './copy-files.js';
import { makeDraft, type DraftCard, type ImportOptions, type Origins } from './draft-card.js';
import { draftFolder, removeDeadDrafts, removeOnSignal } from './draft-folder.js';
import { findModel, type FoundModel } from './find-model.js';
import { type NetworkFacts, networkFacts } from './network-facts.js';
import { Questions } from './questions.js';
import { type Output, tryOutputs } from './try-outputs.js';

/** What the files of a model say. */
export interface FoundNetwork {
  readonly model: FoundModel;
  readonly facts: NetworkFacts;
  /** Of all files together. */
  readonly bytes: number;
}

/** An imported model that runs, before its folder has its name. */
export interface Imported extends FoundNetwork {
  readonly card: DraftCard & { readonly version: string };
  readonly origins: Origins & { readonly output: string };
  readonly output: Output;
  readonly engine: Engine;
}

export interface Importing<Looked> {
  readonly path: string;
  readonly options: ImportOptions;
  readonly modelsDirectory: string;
  readonly engine: EngineSettings;
  /** Is called before anything is asked. */
  readonly found: (network: FoundNetwork) => void;
  /** Is called with the running model, before its folder appears. */
  readonly look: (imported: Imported) => Promise<Looked>;
}

/**
 * Brings a model of somebody into the folder of models. Its folder appears whole or not at all.
 *
 * @returns the folder, and what `look` returned.
 * @throws InvalidError `BAD_CONFIG` for a version that is there, for no model, and for missing options.
 * @throws UnavailableError `MODEL_UNAVAILABLE` for a network that cannot be served, with what helps.
 */
export async function importModel<Looked>(
  importing: Importing<Looked>,
): Promise<{ readonly folder: string; readonly looked: Looked }> {
  const { modelsDirectory } = importing;
  const model = await findModel(importing.path);
  await mkdir(modelsDirectory, { recursive: true });
  await removeDeadDrafts(modelsDirectory);
  const draft = draftFolder(modelsDirectory);
  const end = removeOnSignal(draft);
  try {
    const { card, looked } = await fill(draft, model, importing);
    const { name, version } = card;
    await refuseToOverwrite(modelsDirectory, name, version);
    const folder = join(modelsDirectory, name, version);
    await mkdir(dirname(folder), { recursive: true });
    await rename(draft, folder);
    return { folder, looked };
  } catch (error) {
    throw ofSource(error, draft, model);
  } finally {
    end();
    await rm(draft, { recursive: true, force: true });
  }
}

async function fill<Looked>(draft: string, model: FoundModel, importing: Importing<Looked>) {
  const { options, modelsDirectory, found, look } = importing;
  const copied = Object.entries(await copyFiles(model, draft));
  const bytes = copied.reduce((sum, [, file]) => sum + file.bytes, 0);
  const network = { model, facts: await networkFacts(draft), bytes };
  found(network);
  const drafted = await makeDraft(model, network.facts, { options, questions: new Questions() });
  const { name } = drafted.card;
  const [newest = '0'] = await new ModelFolders(modelsDirectory).versions(name);
  const version = String(options.modelVersion ?? Number(newest) + 1);
  await refuseToOverwrite(modelsDirectory, name, version);
  const files = Object.fromEntries(copied.map(([file, { sum }]) => [file, sum]));
  const { labels, input } = drafted.card;
  const card = { name, version, labels, input };
  const write = (output: Output) => writeJson(join(draft, 'card.json'), { ...card, ...output, files });
  const { engine, output } = await tryOutputs(draft, importing.engine, write, options.output);
  try {
    const origins = { ...drafted.origins, output: options.output ? 'as given' : 'as its answers look' };
    return { card, looked: await look({ ...network, card, origins, output, engine }) };
  } finally {
    await engine.dispose();
  }
}

/** The draft is gone when people read the error: it names the file that they gave. */
function ofSource(error: unknown, draft: string, { directory, network }: FoundModel): unknown {
  if (!(error instanceof AppError) || error.code !== 'MODEL_UNAVAILABLE') return error;
  const text = errorText(error)
    .replaceAll(join(draft, onnxFile), join(directory, network))
    .replaceAll(draft, directory)
    .replaceAll('into card.json', 'into its card');
  return new UnavailableError('MODEL_UNAVAILABLE', text, { cause: error });
}
