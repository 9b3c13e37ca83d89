import type { LayersModel } from '@tensorflow/tfjs';
import { AppError, errorText } from '../../errors/app.error.js';
import { planNetwork, type NetworkPlan, UnplannedLayer } from '../network-plan.js';
import { unusable } from '../model-card.js';
import type { ModelCard } from '../model.js';
import { checkShapes, loadLayers } from '../network-files.js';
import { loadTfjs, type Tfjs } from '../tfjs.js';
import type { Backend, BackendName } from './backend.js';
import { FoldedBackend } from './folded.backend.js';
import { LayersBackend } from './layers.backend.js';
import { SavedModelBackend } from './saved-model.backend.js';

export type BackendChoice = 'auto' | BackendName;

export interface NetworkFiles {
  readonly directory: string;
  readonly card: ModelCard;
  /** Where a frozen graph is kept. */
  readonly cacheDirectory: string;
}

export interface OpenBackends {
  /** At least one; each has answered once. */
  readonly backends: readonly Backend[];
  /** Why others are not among them, in words for the log. */
  readonly refusals: readonly string[];
}

/**
 * Opens what can run this network here: everything worth comparing for `auto`, else the one asked for.
 *
 * @throws InvalidError `BAD_CONFIG` when the one asked for cannot run.
 * @throws UnavailableError `MODEL_UNAVAILABLE` when the model's files cannot be used.
 */
export async function openBackends(files: NetworkFiles, choice: BackendChoice): Promise<OpenBackends> {
  const refusals: string[] = [];
  const backends: Backend[] = [];
  const attempt = async (open: () => Promise<Backend>) => {
    try {
      backends.push(await answering(await open(), files));
    } catch (error) {
      const filesAreWrong = error instanceof AppError && error.code === 'MODEL_UNAVAILABLE';
      if (choice !== 'auto' || filesAreWrong) throw error;
      refusals.push(errorText(error));
    }
  };
  const wanted = (name: BackendName) => choice === name || choice === 'auto';
  if (wanted('savedmodel')) await attempt(() => openSavedModel(files));
  if (choice === 'layers' || (choice === 'auto' && backends.length === 0))
    await attempt(() => openLayers(files));
  if (wanted('wasm')) await attempt(() => openPortable(files, 'wasm'));
  if (choice === 'cpu' || backends.length === 0) await attempt(() => openPortable(files, 'cpu'));
  return { backends, refusals };
}

async function openSavedModel({ directory, card, cacheDirectory }: NetworkFiles): Promise<Backend> {
  const tf = await loadTfjs('node');
  const network = await open(tf, directory, card);
  try {
    const shape = { input: card.input, classes: card.labels.length, cacheDirectory };
    return await SavedModelBackend.open(tf, planNetwork(network), shape);
  } finally {
    network.dispose();
  }
}

async function openLayers({ directory, card }: NetworkFiles): Promise<Backend> {
  const tf = await loadTfjs('node');
  return new LayersBackend(
    { name: 'layers', engine: 'node' },
    tf,
    await open(tf, directory, card),
    card.input,
  );
}

/** Folded where the network is a plain sequence, layer by layer otherwise. */
async function openPortable({ directory, card }: NetworkFiles, name: 'wasm' | 'cpu'): Promise<Backend> {
  const tf = await loadTfjs(name);
  const network = await open(tf, directory, card);
  const plan = planOf(network);
  if (!plan) return new LayersBackend({ name, engine: name }, tf, network, card.input);
  network.dispose();
  return new FoldedBackend(name, tf, plan, card.input);
}

async function open(tf: Tfjs, directory: string, card: ModelCard): Promise<LayersModel> {
  const network = await loadLayers(tf, directory);
  checkShapes(network, card, directory);
  return network;
}

function planOf(network: LayersModel): NetworkPlan | undefined {
  try {
    return planNetwork(network);
  } catch (error) {
    if (error instanceof UnplannedLayer) return undefined;
    throw error;
  }
}

/** The first run compiles kernels, and shows what does not work. */
async function answering(backend: Backend, { card, directory }: NetworkFiles): Promise<Backend> {
  const { width, height, channels } = card.input;
  const answer = await backend.run(new Uint8Array(width * height * channels), 1);
  if (answer.every(Number.isFinite)) return backend;
  throw unusable(directory, 'it answers a blank image with something that is not a number');
}
