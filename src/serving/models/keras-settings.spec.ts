import type { layers as Layers } from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { emptyFolder, putModel, smallCard, stored } from '../../../test/support/own-model.js';
import { loadNetwork } from './loaded-network.js';
import { readArtifacts } from './network-files.js';
import { loadTfjs } from './tfjs.js';

const tf = await loadTfjs('cpu');
const { layers } = tf;
type Layer = Layers.Layer;
type Settings = Readonly<Record<string, unknown>>;

interface Stored {
  readonly class_name: string;
  readonly config: Settings & { readonly name: string };
}

/** A network with this layer in the middle, whose settings in `model.json` are then changed as Keras writes them. */
async function load(middle: Layer, settings: Settings, kind?: string) {
  const folder = await emptyFolder();
  const network = tf.sequential({
    layers: [
      layers.inputLayer({ batchInputShape: [null, 4, 4, 2] }),
      middle,
      ...(middle.getClassName().startsWith('Global') ? [] : [layers.flatten()]),
      layers.dense({ units: 3, activation: 'softmax' }),
    ],
  });
  const saved = await stored(network);
  const topology = saved.modelTopology as { config: { layers: Stored[] } };
  const all = topology.config.layers.map((layer) =>
    layer.config.name === middle.name
      ? { ...layer, class_name: kind ?? layer.class_name, config: { ...layer.config, ...settings } }
      : layer,
  );
  const modelTopology = { ...topology, keras_version: '3.15.1', config: { ...topology.config, layers: all } };
  await putModel(folder, { ...saved, modelTopology });
  const each = { scale: [1, 1], offset: [0, 0] };
  const card = { ...smallCard, input: { ...smallCard.input, ...each, width: 4, height: 4, channels: 2 } };
  return loadNetwork(tf, await readArtifacts(folder), card);
}

const conv = (more: object = {}) => layers.conv2d({ filters: 4, kernelSize: 2, ...more });

it.each<[string, Layer, Settings]>([
  ['threshold', layers.reLU(), { threshold: 0.2 }],
  ['negative_slope', layers.reLU({ maxValue: 6 }), { negative_slope: 0.1 }],
  ['groups', conv(), { groups: 2 }],
  ['keepdims', layers.globalAveragePooling2d({}), { keepdims: true }],
  ['dilation_rate', layers.depthwiseConv2d({ kernelSize: 2 }), { dilation_rate: [2, 2] }],
  ['output_padding', layers.conv2dTranspose({ filters: 2, kernelSize: 2 }), { output_padding: [0, 0] }],
  ['interpolation', layers.upSampling2d({}), { interpolation: 'bilinear' }],
  ['renorm', layers.batchNormalization(), { renorm: true }],
  ['rms_scaling', layers.layerNormalization(), { rms_scaling: true }],
  ['a_setting_of_tomorrow', conv(), { a_setting_of_tomorrow: 3 }],
])(
  'a layer whose %s TensorFlow.js would not compute is refused by name, with what to do',
  async (key, layer, settings) => {
    const error: unknown = await load(layer, settings).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'MODEL_UNAVAILABLE' });
    const { message } = error as Error;
    expect(message).toMatch(/model\.json cannot be used: its layer \w+ \(\w+\) has /);
    expect(message).toContain(
      `"${key}": ${JSON.stringify(settings[key])}, which TensorFlow.js does not compute as`,
    );
    expect(message).toContain('--output_format=tfjs_graph_model');
    expect(message).toContain('format="onnx"');
  },
);

it('a batch normalisation of another axis, and the hard_sigmoid of Keras 3, are refused by name', async () => {
  await expect(load(layers.batchNormalization({ axis: 1 }), {})).rejects.toThrow(/works on axis 1, which/);
  await expect(load(conv({ activation: 'hardSigmoid' }), {})).rejects.toThrow(
    /hard_sigmoid of Keras 3, which/,
  );
});

it('settings at the values that change nothing are accepted', async () => {
  const nothing = {
    groups: 1,
    quantization_config: null,
    dilation_rate: [1, 1],
    seed: 7,
    synchronized: true,
  };
  const loaded = await load(conv(), nothing);
  loaded.dispose();
});

it.each<[string, Layer, Settings, (value: number) => number]>([
  [
    'ReLU(negative_slope)',
    layers.reLU(),
    { negative_slope: 0.3 },
    (value) => (value < 0 ? 0.3 * value : value),
  ],
  [
    'LeakyReLU(negative_slope)',
    layers.leakyReLU(),
    { negative_slope: 0.05 },
    (value) => (value < 0 ? 0.05 * value : value),
  ],
])('%s is computed as Keras does', async (_, layer, settings, expected) => {
  const loaded = await load(layer, settings);
  const read = loaded.layers?.layers[1] as Layer;
  const answered = read.apply(tf.tensor4d([-2, 3, -0.5, 0], [1, 2, 1, 2])) as ReturnType<typeof tf.tensor>;
  [...answered.dataSync()].forEach((value, at) =>
    expect(value).toBeCloseTo(expected([-2, 3, -0.5, 0][at]!), 5),
  );
  loaded.dispose();
});

it.each(['RandomFlip', 'RandomRotation', 'RandomZoom', 'SpatialDropout2D'])(
  '%s changes pictures in training only, so it is left out',
  async (kind) => {
    const loaded = await load(layers.dropout({ rate: 0.5 }), { data_format: 'channels_last' }, kind);
    expect(loaded.layers?.layers[1]?.getClassName()).toBe('Dropout');
    loaded.dispose();
  },
);
