import type { LayersModel, layers } from '@tensorflow/tfjs';
import { LayerRefusal, misread, type Settings, type StoredLayer } from './stored-layer.js';

type Layer = layers.Layer;

/** Settings that TensorFlow.js ignores, with the values that change no answer; null and false never do. */
const neutral: Readonly<Record<string, readonly unknown[]>> = {
  negative_slope: [0],
  threshold: [0],
  groups: [1],
  data_format: ['channels_last'],
  value_range: [[0, 255]],
};

/** Settings that only name, describe or train a layer. */
const descriptive = new Set(
  [
    'name trainable dtype sparse ragged optional autocast seed synchronized renorm_clipping renorm_momentum',
    'batch_input_shape build_input_shape input_dim input_length implementation lora_alpha registered_name',
    'shared_object_id layer backward_layer custom_objects',
  ].flatMap((line) => line.split(' ')),
);

/** Settings that TensorFlow.js reads without saying so, or says that it reads; the values that it computes right. */
const special: readonly (readonly [kinds: string, key: string, right: readonly unknown[] | 'all'])[] = [
  ['DepthwiseConv2D Conv2DTranspose Conv3DTranspose', 'dilation_rate', [1, [1, 1], [1, 1, 1]]],
  ['UpSampling2D', 'interpolation', ['nearest']],
  ['SeparableConv2D', 'depth_multiplier', 'all'],
];

/** Layers whose pixels differ from those of Keras. */
const miscomputed = new Set(['Resizing', 'CenterCrop', 'RandomHeight', 'RandomWidth']);

/**
 * Compares the settings in `model.json` with those that TensorFlow.js has read.
 *
 * @param stored As it was loaded. @param model What TensorFlow.js made of it.
 * @throws LayerRefusal that names the first layer that would answer otherwise than in Keras.
 */
export function refuseIgnoredSettings(topology: object, model: LayersModel): void {
  const { model_config: inner, keras_version: version } = topology as Settings;
  const major = Number.parseInt(String(version), 10);
  compareAll((inner ?? topology) as StoredLayer, model, major);
}

function compareAll(stored: StoredLayer, { layers: read }: Pick<LayersModel, 'layers'>, keras: number): void {
  const settings = stored.config;
  const all = (Array.isArray(settings) ? settings : (settings['layers'] ?? [])) as readonly StoredLayer[];
  const byName = new Map(read.map((layer) => [layer.name, layer]));
  all.forEach((each, at) => {
    const layer = byName.get(each.name ?? String(each.config['name'])) ?? read[at];
    if (layer) compare(each, layer, keras);
  });
}

function compare(stored: StoredLayer, layer: Layer, keras: number): void {
  if ('layers' in layer) return compareAll(stored, layer as unknown as LayersModel, keras);
  if (miscomputed.has(stored.class_name)) {
    throw new LayerRefusal(stored, `is a kind ${misread}`);
  }
  const known = layer.getConfig();
  for (const [key, value] of Object.entries(stored.config)) {
    const isRight = rightBySpecialRule(stored, key) ?? (camel(key) in known || isNeutral(key, value));
    if (!isRight) throw new LayerRefusal(stored, `has ${setting(key, value)}, ${misread}`);
    if (keras >= 3 && value === 'hard_sigmoid') {
      throw new LayerRefusal(stored, `has the hard_sigmoid of Keras 3, ${misread}`);
    }
  }
  refuseOtherAxis(stored, layer);
  refuseCallOptions(stored);
}

/** Whether a rule of its own says that the value changes nothing; undefined without such a rule. */
function rightBySpecialRule({ class_name: kind, config }: StoredLayer, key: string): boolean | undefined {
  const rule = special.find(([kinds, name]) => name === key && kinds.split(' ').includes(kind));
  return rule && (rule[2] === 'all' || isOneOf(config[key], rule[2]));
}

function isNeutral(key: string, value: unknown): boolean {
  if (value === null || value === false || descriptive.has(key)) return true;
  return /_(initializer|regularizer|constraint)$/.test(key) || isOneOf(value, neutral[key] ?? []);
}

const isOneOf = (value: unknown, allowed: readonly unknown[]) =>
  allowed.some((each) => JSON.stringify(each) === JSON.stringify(value));

/** The kernels repeat the statistics along the last axis, whichever axis the layer names. */
function refuseOtherAxis(stored: StoredLayer, layer: Layer): void {
  if (stored.class_name !== 'BatchNormalization') return;
  const axis = Number(stored.config['axis'] ?? -1);
  const last = (layer.outputShape as readonly unknown[]).length - 1;
  if (axis !== -1 && axis !== last) {
    throw new LayerRefusal(stored, `works on axis ${axis}, ${misread}`);
  }
}

/** Options of a call, as in `dropout(x, training=True)`. */
function refuseCallOptions(stored: StoredLayer): void {
  const calls = Array.isArray(stored.inbound_nodes) ? (stored.inbound_nodes as readonly unknown[]) : [];
  for (const [, , , options] of calls.flat() as readonly (readonly unknown[])[]) {
    const set = Object.entries((options ?? {}) as Settings).find(
      ([, value]) => value !== null && value !== false,
    );
    if (set) {
      throw new LayerRefusal(stored, `is called with ${setting(...set)}, ${misread}`);
    }
  }
}

const setting = (key: string, value: unknown) => `"${key}": ${JSON.stringify(value)}`;

const camel = (key: string) => key.replace(/_+(\w)/g, (_, letter: string) => letter.toUpperCase());
