import { AppError, errorText, InvalidError } from '../../../foundation/errors/app.error.js';
import { planNetwork, type NetworkPlan, UnplannedLayer } from '../network-plan.js';
import { type LoadedNetwork, loadNetwork } from '../loaded-network.js';
import { checkFirstAnswers } from '../first-answers.js';
import { unusable } from '../model-files.js';
import type { ModelCard } from '../model.js';
import { contradictionOf } from '../network-end.js';
import { type NetworkArtifacts, readArtifacts } from '../network-files.js';
import { valuesPerImage } from '../outputs.js';
import { loadTfjs } from '../tfjs.js';
import type { Backend, BackendName } from './backend.js';
import { FoldedBackend } from './folded.backend.js';
import { NetworkBackend } from './network.backend.js';
import { SavedModelBackend } from './saved-model.backend.js';

export type BackendChoice = 'auto' | BackendName;

export interface NetworkFiles {
  readonly directory: string;
  readonly card: ModelCard;
  /** The folder of frozen graphs. */
  readonly cacheDirectory: string;
}

export interface OpenBackends {
  /** At least one; each has answered once. */
  readonly backends: readonly Backend[];
  /** Why other backends are missing, in words for the log. */
  readonly refusals: readonly string[];
}

/** A model that was read once, for every engine to load. */
interface ReadModel extends NetworkFiles {
  readonly read: NetworkArtifacts;
}

/**
 * Opens the backends that can run this network here: all worth comparing for `auto`, else the chosen one.
 *
 * @throws InvalidError `BAD_CONFIG` when the chosen one cannot run.
 * @throws UnavailableError `MODEL_UNAVAILABLE` when the model's files cannot be used.
 */
export async function openBackends(files: NetworkFiles, choice: BackendChoice): Promise<OpenBackends> {
  const model = { ...files, read: await readArtifacts(files.directory, files.card.files) };
  const contradiction = contradictionOf(model.read, files.card.output);
  if (contradiction) throw unusable(files.directory, contradiction);
  const refusals = new Set<string>();
  const backends: Backend[] = [];
  const attempt = async (open: () => Promise<Backend>) => {
    try {
      backends.push(await answering(await open(), files));
    } catch (error) {
      const filesAreWrong = error instanceof AppError && error.code === 'MODEL_UNAVAILABLE';
      if (choice !== 'auto' || filesAreWrong) throw error;
      refusals.add(errorText(error));
    }
  };
  const wanted = (name: BackendName) => choice === name || choice === 'auto';
  if (wanted('savedmodel')) await attempt(() => openSavedModel(model));
  if (choice === 'layers' || (choice === 'auto' && backends.length === 0))
    await attempt(() => openAsItIs(model));
  if (wanted('wasm')) await attempt(() => openPortable(model, 'wasm'));
  if (choice === 'cpu' || backends.length === 0) await attempt(() => openPortable(model, 'cpu'));
  if (backends.length === 0) throw unusable(files.directory, [...refusals].join('; '));
  return { backends, refusals: [...refusals] };
}

async function openSavedModel({ read, card, cacheDirectory }: ReadModel): Promise<Backend> {
  const tf = await loadTfjs('node');
  const network = await loadNetwork(tf, read, card);
  try {
    const shape = { input: card.input, values: valuesPerImage(card), cacheDirectory };
    return await SavedModelBackend.open(tf, plan(network, card), shape);
  } catch (cause) {
    if (!(cause instanceof UnplannedLayer)) throw cause;
    throw new InvalidError('BAD_CONFIG', `no frozen graph can be made: ${cause.message}`, { cause });
  } finally {
    network.dispose();
  }
}

async function openAsItIs({ read, card }: ReadModel): Promise<Backend> {
  const tf = await loadTfjs('node');
  return new NetworkBackend({ name: 'layers', engine: 'node' }, tf, await loadNetwork(tf, read, card), card);
}

/** The folded backend for a plain sequence, the network backend for others. */
async function openPortable({ read, card }: ReadModel, name: 'wasm' | 'cpu'): Promise<Backend> {
  const tf = await loadTfjs(name);
  const network = await loadNetwork(tf, read, card);
  try {
    const folded = new FoldedBackend(name, tf, plan(network, card), card.input);
    network.dispose();
    return folded;
  } catch (error) {
    if (!(error instanceof UnplannedLayer)) throw error;
    return new NetworkBackend({ name, engine: name }, tf, network, card);
  }
}

/** @throws UnplannedLayer */
function plan({ layers }: LoadedNetwork, { input }: ModelCard): NetworkPlan {
  if (!layers) throw new UnplannedLayer('the network is a graph');
  if (input.layout === 'NCHW') throw new UnplannedLayer('its channels are first');
  if (input.type && input.type !== 'float32') throw new UnplannedLayer(`its input takes ${input.type}`);
  return planNetwork(layers);
}

/** The first run compiles kernels and finds errors. Two images find a network with a fixed batch size. */
async function answering(backend: Backend, { card, directory }: NetworkFiles): Promise<Backend> {
  const { width, height, channels } = card.input;
  const size = width * height * channels;
  // One black, one not: a network may answer both alike, but hardly a sum of 1 to both by chance.
  const pixels = new Uint8Array(2 * size).map((_, at) => (at < size ? 0 : (at * 7919) % 256));
  checkFirstAnswers(await backend.run(pixels, 2), card, directory);
  return backend;
}
