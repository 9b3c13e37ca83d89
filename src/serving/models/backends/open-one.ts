import { InvalidError } from '../../../foundation/errors/app.error.js';
import { type LoadedNetwork, loadNetwork } from '../loaded-network.js';
import type { ModelCard } from '../model.js';
import type { NetworkArtifacts } from '../network-files.js';
import { type NetworkPlan, UnplannedLayer } from '../network-plan.js';
import { openKeptOnnx } from '../onnx/kept-onnx.js';
import { loadOnnxRuntime } from '../onnx/onnx-runtime.js';
import { writeOnnx } from '../onnx/write-onnx.js';
import { valuesPerImage } from '../outputs.js';
import { planNetwork } from '../plan-network.js';
import { loadTfjs, type Tfjs } from '../tfjs.js';
import type { Backend } from './backend.js';
import { FoldedBackend } from './folded.backend.js';
import { NetworkBackend } from './network.backend.js';
import { openWrittenOnnx } from './onnx.backend.js';
import { SavedModelBackend } from './saved-model.backend.js';

/** A network in `model.json`, for one backend after the other to open. */
export interface ReadModel {
  readonly card: ModelCard;
  /** The folder of frozen graphs. */
  readonly cacheDirectory: string;
  /** Of its files: see `FileSums`. */
  readonly digest: string;
  /** Its content, read at the first call. */
  readonly read: () => Promise<NetworkArtifacts>;
}

/** TensorFlow.js is loaded only where the network was not written as ONNX before. */
export async function openOnnx(model: ReadModel): Promise<Backend> {
  loadOnnxRuntime();
  const { input } = model.card;
  const write = async () =>
    withPlan(await loadTfjs('cpu'), model, 'ONNX file', (steps) =>
      writeOnnx(steps, input, valuesPerImage(model.card)),
    );
  return openKeptOnnx(model, write, (file) => openWrittenOnnx(file, input));
}

export async function openSavedModel(model: ReadModel): Promise<Backend> {
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
  const network = await loadNetwork(tf, await read(), card);
  try {
    return await use(plan(network, card));
  } catch (cause) {
    if (!(cause instanceof UnplannedLayer)) throw cause;
    throw new InvalidError('BAD_CONFIG', `no ${file} can be made: ${cause.message}`, { cause });
  } finally {
    network.dispose();
  }
}

export async function openAsItIs({ read, card }: ReadModel): Promise<Backend> {
  const tf = await loadTfjs('node');
  const network = await loadNetwork(tf, await read(), card);
  return new NetworkBackend({ name: 'layers', engine: 'node' }, tf, network, card);
}

/** The folded backend for a plain sequence, the network backend for others. */
export async function openPortable({ read, card }: ReadModel, name: 'wasm' | 'cpu'): Promise<Backend> {
  const tf = await loadTfjs(name);
  const network = await loadNetwork(tf, await read(), card);
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
