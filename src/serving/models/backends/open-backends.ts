import { AppError, errorText, InvalidError } from '../../../foundation/errors/app.error.js';
import { type NetworkPlan, UnplannedLayer } from '../network-plan.js';
import { planNetwork } from '../plan-network.js';
import { type LoadedNetwork, loadNetwork } from '../loaded-network.js';
import { checkFirstAnswers } from '../first-answers.js';
import { networkFileIn, unusable } from '../model-files.js';
import type { ModelCard } from '../model.js';
import { contradictionOf } from '../network-end.js';
import { type NetworkArtifacts, readArtifacts } from '../network-files.js';
import { valuesPerImage } from '../outputs.js';
import { loadTfjs, type Tfjs } from '../tfjs.js';
import type { Backend, BackendName } from './backend.js';
import { FoldedBackend } from './folded.backend.js';
import { openKeptOnnx } from '../onnx/kept-onnx.js';
import { loadOnnxRuntime } from '../onnx/onnx-runtime.js';
import { writeOnnx } from '../onnx/write-onnx.js';
import { NetworkBackend } from './network.backend.js';
import { OnnxFileBackend, refuseOtherBackend } from './onnx-file.backend.js';
import { OnnxBackend } from './onnx.backend.js';
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
 * Opens the backends that can run this network here: all worth comparing for `auto`, else the chosen one. ONNX Runtime
 * is alone where it can run the network: to compare libtensorflow would take more memory than both need.
 *
 * @throws InvalidError `BAD_CONFIG` when the chosen one cannot run.
 * @throws UnavailableError `MODEL_UNAVAILABLE` when the model's files cannot be used.
 */
export async function openBackends(files: NetworkFiles, choice: BackendChoice): Promise<OpenBackends> {
  if (networkFileIn(files.directory) === 'model.onnx') return openOnnxFile(files, choice);
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
  if (wanted('onnx')) await attempt(() => openOnnx(model));
  if (choice === 'auto' && backends.length > 0) return { backends, refusals: [] };
  if (wanted('savedmodel')) await attempt(() => openSavedModel(model));
  if (choice === 'layers' || (choice === 'auto' && backends.length === 0))
    await attempt(() => openAsItIs(model));
  if (wanted('wasm')) await attempt(() => openPortable(model, 'wasm'));
  if (choice === 'cpu' || backends.length === 0) await attempt(() => openPortable(model, 'cpu'));
  if (backends.length === 0) throw unusable(files.directory, [...refusals].join('; '));
  return { backends, refusals: [...refusals] };
}

/** An ONNX file of the user runs in ONNX Runtime, and nowhere else. */
async function openOnnxFile(files: NetworkFiles, choice: BackendChoice): Promise<OpenBackends> {
  const { directory, card } = files;
  if (choice !== 'auto' && choice !== 'onnx') refuseOtherBackend(directory, choice);
  const backend = await OnnxFileBackend.open(directory, card);
  const tried = answering(backend, files).catch((cause: unknown) => {
    if (cause instanceof AppError) throw cause;
    throw unusable(directory, `it fails on blank images (${errorText(cause).trim()})`, cause);
  });
  return { backends: [await tried], refusals: [] };
}

/** TensorFlow.js is loaded only where the network was not written as ONNX before. */
async function openOnnx(model: ReadModel): Promise<Backend> {
  const runtime = loadOnnxRuntime();
  const { input } = model.card;
  const write = async () =>
    withPlan(await loadTfjs('cpu'), model, 'ONNX file', (steps) =>
      writeOnnx(steps, input, valuesPerImage(model.card)),
    );
  return openKeptOnnx(model, write, (file) => OnnxBackend.open(runtime, file, input));
}

async function openSavedModel(model: ReadModel): Promise<Backend> {
  const { card, cacheDirectory } = model;
  const tf = await loadTfjs('node');
  const shape = { input: card.input, values: valuesPerImage(card), cacheDirectory };
  return withPlan(tf, model, 'frozen graph', (steps) => SavedModelBackend.open(tf, steps, shape));
}

/** @throws InvalidError `BAD_CONFIG` that says why the network has no plan, so that no `file` can be made. */
async function withPlan<T>(
  tf: Tfjs,
  { read, card }: ReadModel,
  file: 'ONNX file' | 'frozen graph',
  use: (steps: NetworkPlan) => T,
): Promise<Awaited<T>> {
  const network = await loadNetwork(tf, read, card);
  try {
    return await use(plan(network, card));
  } catch (cause) {
    if (!(cause instanceof UnplannedLayer)) throw cause;
    throw new InvalidError('BAD_CONFIG', `no ${file} can be made: ${cause.message}`, { cause });
  } finally {
    network.dispose();
  }
}

async function openAsItIs({ read, card }: ReadModel): Promise<Backend> {
  const tf = await loadTfjs('node');
  const network = await loadNetwork(tf, read, card);
  return new NetworkBackend({ name: 'layers', engine: 'node' }, tf, network, card);
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
