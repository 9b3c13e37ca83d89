import type { io } from '@tensorflow/tfjs';
import { LayerRefusal, misread, type Settings, type StoredLayer } from './stored-layer.js';

type Call = readonly [layer: string, call: number, tensor: number, options?: unknown];

/**
 * Rewrites what Keras writes so that TensorFlow.js reads it right: the Keras 3 form becomes that of Keras 2, and
 * a setting that TensorFlow.js has under another name gets that name. What TensorFlow.js saved stays as it is.
 *
 * @throws LayerRefusal that names the layer whose call has no Keras 2 form.
 */
export function asKeras2(artifacts: io.ModelArtifacts): io.ModelArtifacts {
  const topology = artifacts.modelTopology as Settings;
  const model = (topology['model_config'] ?? topology) as StoredLayer;
  const kinds = kindsIn(model);
  const translated = translate(model, kinds);
  const weightSpecs = artifacts.weightSpecs?.map((spec) => ({ ...spec, name: weightName(spec.name, kinds) }));
  return {
    ...artifacts,
    modelTopology: 'model_config' in topology ? { ...topology, model_config: translated } : translated,
    ...(weightSpecs && { weightSpecs }),
  };
}

/** The classes of a network and of all its layers, by name. */
type Kinds = ReadonlyMap<string, string>;

function kindsIn(layer: StoredLayer): Kinds {
  const inner = (layersOf(layer) ?? []).flatMap((each) => [...kindsIn(each)]);
  return new Map([[nameOf(layer), layer.class_name], ...inner]);
}

const isNetwork = (kind: string | undefined) => ['Functional', 'Model', 'Sequential'].includes(String(kind));

/** Keras 3 writes `network/layer/kernel`, TensorFlow.js looks for `layer/kernel`. */
function weightName(name: string, kinds: Kinds): string {
  const parts = name.split('/');
  while (parts.length > 2 && isNetwork(kinds.get(parts[0] as string))) parts.shift();
  const isDepthwise = kinds.get(parts[0] as string) === 'DepthwiseConv2D';
  return parts.map((part) => (isDepthwise && part === 'kernel' ? 'depthwise_kernel' : part)).join('/');
}

function translate(layer: StoredLayer, kinds: Kinds): StoredLayer {
  // A few old files have a list of layers in place of settings.
  if (typeof layer.config !== 'object' || layer.config === null || Array.isArray(layer.config)) return layer;
  const { class_name, config } = sameLayer({ ...layer, config: settingsOf(layer.config) });
  const { inbound_nodes: calls } = layer;
  const translated = { ...layer, class_name, config: { ...config, ...inside(layer, kinds) } };
  if (!Array.isArray(calls)) return translated;
  return { ...translated, inbound_nodes: calls.map((call: unknown) => callOf(call, layer, kinds)) };
}

/** The layers of a network, or the layer of a wrapper such as TimeDistributed. */
function inside(layer: StoredLayer, kinds: Kinds): Settings {
  const { layer: wrapped, input_layers: inputs, output_layers: outputs } = layer.config;
  const layers = layersOf(layer)?.map((each) => translate(each, kinds));
  const calls = (ports: unknown) => portsOf(ports).map((port) => portOf(port, kinds));
  return {
    ...(layers && { layers }),
    ...(wrapped !== undefined && { layer: translate(wrapped as StoredLayer, kinds) }),
    ...(inputs !== undefined && { input_layers: calls(inputs) }),
    ...(outputs !== undefined && { output_layers: calls(outputs) }),
  };
}

/** A single port is written without a list around it. */
const portsOf = (ports: unknown) => (isCall(ports) ? [ports] : (ports as readonly Call[]));
const isCall = (value: unknown): value is Call => Array.isArray(value) && typeof value[0] === 'string';

function portOf([name, call, tensor, ...rest]: Call, kinds: Kinds): Call {
  // TensorFlow.js counts the making of a network as its first call, and so does Keras 3, for functional ones.
  const isSequential = kinds.get(name) === 'Sequential' && call === 0;
  return [name, call + (isSequential ? 1 : 0), tensor, ...rest];
}

/** A batch of fixed size is opened: no layer but a stateful one, which knows no pictures, depends on it. */
function settingsOf(config: Settings): Settings {
  const kept = Object.entries(config).filter(([key, value]) => !isForTraining(key, value));
  const {
    batch_shape,
    batch_input_shape: shape = batch_shape,
    ...settings
  } = Object.fromEntries(kept) as Settings;
  const type = settings['dtype'];
  return {
    ...settings,
    ...(Array.isArray(shape) && { batch_input_shape: [null, ...(shape as readonly unknown[]).slice(1)] }),
    ...(type !== undefined && type !== null && { dtype: typeName(type as StoredLayer | string) }),
  };
}

/** TensorFlow.js refuses those of Keras that it does not know, and needs none: the weights are there. */
const isForTraining = (key: string, value: unknown) =>
  /_(initializer|regularizer|constraint)$/.test(key) &&
  (value === null || (typeof value === 'object' && 'module' in value));

/**
 * The type of TensorFlow.js. Policies such as mixed_float16 keep their weights as float32, and so they are computed
 * here.
 */
function typeName(type: StoredLayer | string): string {
  const name = typeof type === 'string' ? type : String(type.config['name']);
  if (/^(mixed_)?b?float(16|32)$/.test(name)) return 'float32';
  return /^u?int\d+$/.test(name) ? 'int32' : name;
}

/** Layers without a counterpart that change pictures or values in training only. */
const idle = new Set(
  (
    'RandomFlip RandomRotation RandomZoom RandomTranslation RandomContrast RandomBrightness ' +
    'SpatialDropout2D ActivityRegularization'
  ).split(' '),
);

/** The layer of TensorFlow.js that computes the same. */
function sameLayer(layer: StoredLayer): StoredLayer {
  const { negative_slope: slope, ...rest } = layer.config;
  if (layer.class_name === 'LeakyReLU' && slope !== undefined) {
    return { ...layer, config: { ...rest, alpha: slope } };
  }
  const { max_value: most, threshold, ...leaky } = rest;
  if (layer.class_name === 'ReLU' && slope && (most ?? null) === null && !threshold) {
    return { ...layer, class_name: 'LeakyReLU', config: { ...leaky, alpha: slope } };
  }
  // The next layer would refuse the lost axes first, with a text that does not help.
  if (layer.class_name.startsWith('Global') && layer.config['keepdims'] === true) {
    throw new LayerRefusal(layer, `has "keepdims": true, ${misread}`);
  }
  if (layer.config['activation'] === 'silu') {
    return { ...layer, config: { ...layer.config, activation: 'swish' } };
  }
  if (idle.has(layer.class_name)) {
    return { ...layer, class_name: 'Dropout', config: { name: layer.config['name'], rate: 0 } };
  }
  return layer;
}

/** A call in the form of Keras 2: a list with a place for each tensor. */
function callOf(call: unknown, layer: StoredLayer, kinds: Kinds): unknown {
  if (Array.isArray(call)) return call as readonly unknown[];
  const { args = [], kwargs = {} } = call as { args?: readonly unknown[]; kwargs?: Settings };
  const tensors = args.length === 1 ? [args[0]].flat() : args;
  const mergesAll = ['Add', 'Multiply', 'Maximum', 'Minimum'].includes(layer.class_name);
  if (!tensors.every(isTensor)) throw new LayerRefusal(layer, 'has a constant among its inputs');
  if (args.length > 1 && !mergesAll) throw new LayerRefusal(layer, `has ${args.length} inputs of its own`);
  // Keras 3 calls random layers with "training": true, and means: while it trains.
  const options = idle.has(layer.class_name) ? {} : kwargs;
  return tensors.map(({ config }) => {
    const [name, index, tensor] = config.keras_history;
    return [name, index + (isNetwork(kinds.get(name)) ? 1 : 0), tensor, options];
  });
}

interface KerasTensor {
  readonly config: { readonly keras_history: Call };
}
const isTensor = (value: unknown): value is KerasTensor =>
  (value as StoredLayer | null)?.class_name === '__keras_tensor__';

const layersOf = ({ config }: StoredLayer) =>
  Array.isArray(config?.['layers']) ? (config['layers'] as readonly StoredLayer[]) : undefined;

const nameOf = ({ name, config }: StoredLayer) => name ?? String(config['name']);
