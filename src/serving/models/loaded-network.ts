import { join } from 'node:path';
import type { GraphModel, io, LayersModel, Tensor } from '@tensorflow/tfjs';
import { errorText } from '../../foundation/errors/app.error.js';
import { refuseIgnoredSettings } from './ignored-settings.js';
import { asKeras2 } from './keras3.js';
import { unusable } from './model-files.js';
import type { ModelCard } from './model.js';
import { type NetworkArtifacts, readArtifacts } from './network-files.js';
import { fitPorts } from './network-ports.js';
import { LayerRefusal } from './stored-layer.js';
import type { Tfjs } from './tfjs.js';

/** A network in the memory of one engine, which must be the active one while it runs. */
export interface LoadedNetwork {
  /** The layers of a layers model; a graph has none. */
  readonly layers?: LayersModel;
  /**
   * @param images count × height × width × channels, scaled as the card says.
   * @returns count × labels.
   */
  predict(images: Tensor): Tensor;
  dispose(): void;
}

/**
 * Loads a network for further training, from `model.json` and its weights in the Layers format of TensorFlow.js.
 *
 * @throws UnavailableError `MODEL_UNAVAILABLE` that names the file and its mistake.
 */
export async function loadLayers(tf: Tfjs, directory: string): Promise<LayersModel> {
  return layersFrom(tf, await readArtifacts(directory));
}

/**
 * Loads a network and compares its inputs and outputs with the card.
 *
 * @throws UnavailableError `MODEL_UNAVAILABLE` that names the file and its mistake.
 */
export async function loadNetwork(
  tf: Tfjs,
  files: NetworkArtifacts,
  card: ModelCard,
): Promise<LoadedNetwork> {
  const isGraph = files.format === 'graph-model';
  const network = isGraph ? await graphFrom(tf, files) : await layersFrom(tf, files);
  try {
    return 'layers' in network ? openLayers(network, files, card) : openGraph(network, files, card);
  } catch (error) {
    network.dispose();
    throw error;
  }
}

/** @throws UnavailableError `MODEL_UNAVAILABLE` for layers that cannot be read, or not as Keras means them. */
async function layersFrom(tf: Tfjs, { format, artifacts, directory }: NetworkArtifacts) {
  const path = join(directory, 'model.json');
  if (format !== 'layers-model') throw unusable(path, `its format is ${format}, expected layers-model`);
  try {
    return await loadChecked(tf, asKeras2(artifacts));
  } catch (cause) {
    throw unusable(path, `${mistakeOf(cause)}. ${otherExports}`, cause);
  }
}

/** Weights that do not fit may come of a setting that TensorFlow.js ignores: that is the better refusal. */
async function loadChecked(tf: Tfjs, artifacts: io.ModelArtifacts): Promise<LayersModel> {
  const load = (parts: io.ModelArtifacts) => tf.loadLayersModel(tf.io.fromMemory(parts));
  const check = (network: LayersModel) => {
    try {
      refuseIgnoredSettings(artifacts.modelTopology as object, network);
    } catch (error) {
      network.dispose();
      throw error;
    }
    return network;
  };
  const network = await load(artifacts).catch(async (cause: unknown) => {
    check(await load({ modelTopology: artifacts.modelTopology as object })).dispose();
    throw cause;
  });
  return check(network);
}

const otherExports =
  'Export it as a graph: model.export("saved") in Keras, then tensorflowjs_converter --input_format=tf_saved_model ' +
  '--output_format=tfjs_graph_model saved FOLDER; or as ONNX: model.export("model.onnx", format="onnx")';

function mistakeOf(cause: unknown): string {
  const text = errorText(cause).split('\n', 1)[0] as string;
  const [, kind, name] = /Unknown (\w+): (\S+)\. This may/.exec(text) ?? [];
  if (kind) return foreign(kind, name);
  return cause instanceof LayerRefusal ? text : `the layers and weights do not fit together (${text})`;
}

async function graphFrom(tf: Tfjs, { artifacts, directory }: NetworkArtifacts): Promise<GraphModel> {
  refuseMissingWeights(artifacts, join(directory, 'model.json'));
  try {
    return await tf.loadGraphModel(tf.io.fromMemory(artifacts));
  } catch (cause) {
    throw unusable(join(directory, 'model.json'), `the graph cannot be read (${errorText(cause)})`, cause);
  }
}

function refuseMissingWeights({ modelTopology, weightSpecs }: io.ModelArtifacts, path: string): void {
  const { node: nodes = [] } = modelTopology as { node?: readonly { name?: unknown; op?: unknown }[] };
  const there = new Set<unknown>(weightSpecs?.map(({ name }) => name));
  const missing = nodes.find(({ name, op }) => op === 'Const' && !there.has(name));
  if (missing) throw unusable(path, `weightsManifest has no weight "${String(missing.name)}"`);
}

function openLayers(network: LayersModel, files: NetworkArtifacts, card: ModelCard): LoadedNetwork {
  const { inputs, outputs } = network;
  const { shape, output } = fitPorts({ inputs, outputs }, card, join(files.directory, 'model.json'));
  return {
    layers: network,
    // `predict` would cut the batch into pieces of 32.
    predict: (images) => {
      const answers = network.predictOnBatch(images.reshape([-1, ...shape]));
      return (Array.isArray(answers) ? answers[output] : answers) as Tensor;
    },
    dispose: () => void network.dispose(),
  };
}

function openGraph(graph: GraphModel, files: NetworkArtifacts, card: ModelCard): LoadedNetwork {
  const path = join(files.directory, 'model.json');
  const outputs = graph.outputs.map((port) => ({
    ...port,
    shape: port.shape ?? signedShape(graph, port.name),
  }));
  const { shape, output } = fitPorts({ inputs: graph.inputs, outputs }, card, path);
  const [from = '', to = ''] = [graph.inputNodes[0], graph.outputNodes[output]];
  return {
    predict: (images) => {
      try {
        return graph.execute({ [from]: images.reshape([-1, ...shape]) }, to) as Tensor;
      } catch (cause) {
        const unknown = /^Unknown op '([^']*)'/.exec(errorText(cause));
        throw unknown ? unusable(path, foreign('operation', unknown[1]), cause) : cause;
      }
    },
    dispose: () => graph.dispose(),
  };
}

interface Signature {
  readonly outputs?: Readonly<Record<string, SignedTensor>>;
}
interface SignedTensor {
  readonly name?: string;
  readonly tensorShape?: { readonly dim?: readonly { readonly size: string | number }[] };
}

/** Converters write an output's shape only into the signature. */
function signedShape(graph: GraphModel, node: string): number[] | undefined {
  const { outputs = {} } = (graph.modelSignature ?? {}) as Signature;
  const signed = Object.values(outputs).find(({ name }) => name?.split(':', 1)[0] === node);
  return signed?.tensorShape?.dim?.map(({ size }) => Number(size));
}

/** A Lambda layer, a custom layer or operation: it needs code outside the folder, and that is never run. */
function foreign(kind = '', name = ''): string {
  return `TensorFlow.js has no ${kind} "${name}", and no code is loaded with a model`;
}
