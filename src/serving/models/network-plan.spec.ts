import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LayersModel, SymbolicTensor, Tensor } from '@tensorflow/tfjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { noNative } from '../../../test/support/native.js';
import { furthest, onnxOf } from '../../../test/support/planned-onnx.js';
import { FoldedBackend } from './backends/folded.backend.js';
import { NetworkBackend } from './backends/network.backend.js';
import { SavedModelBackend } from './backends/saved-model.backend.js';
import { UnplannedLayer } from './network-plan.js';
import { planNetwork } from './plan-network.js';
import { loadTfjs, type Tfjs, type TfjsEngine } from './tfjs.js';

const engine: TfjsEngine = noNative ? 'wasm' : 'node';
const tf = await loadTfjs(engine);
/** Each channel has its own scale, as torchvision's networks have. */
const input = {
  width: 12,
  height: 12,
  channels: 3,
  scale: [1 / 127.5, 1 / 58, 1 / 255],
  offset: [-1, -2, 0.5],
};

/** Batch normalisation with statistics as after training: none of them 0 or 1. */
function withStatistics(network: LayersModel): LayersModel {
  for (const layer of network.layers.filter((each) => each.getClassName() === 'BatchNormalization')) {
    const old = layer.getWeights();
    layer.setWeights(old.map(({ shape }, index) => tf.randomUniform(shape, 0.5, 1.5, 'float32', index + 1)));
  }
  return network;
}

/** Every kind of step that a plan knows. */
function everyKind({ layers }: Tfjs): LayersModel {
  return withStatistics(
    tf.sequential({
      layers: [
        layers.conv2d({
          inputShape: [12, 12, 3],
          filters: 8,
          kernelSize: 3,
          padding: 'same',
          useBias: false,
        }),
        layers.batchNormalization(),
        layers.reLU(),
        layers.maxPooling2d({ poolSize: 2 }),
        layers.depthwiseConv2d({ kernelSize: 3, padding: 'same', strides: 1 }),
        layers.batchNormalization({ scale: false }),
        layers.reLU({ maxValue: 6 }),
        layers.dropout({ rate: 0.5 }),
        layers.conv2d({ filters: 6, kernelSize: 3, strides: 2, activation: 'relu' }),
        layers.averagePooling2d({ poolSize: 2, strides: 1 }),
        layers.flatten(),
        layers.dense({ units: 7 }),
        layers.batchNormalization({ center: false }),
        layers.activation({ activation: 'relu' }),
        layers.dense({ units: 4, activation: 'softmax' }),
      ],
    }),
  );
}

const globalPooling = ({ layers }: Tfjs) =>
  tf.sequential({
    layers: [
      layers.conv2d({ inputShape: [12, 12, 3], filters: 5, kernelSize: 3, activation: 'relu' }),
      layers.globalAveragePooling2d({ dataFormat: 'channelsLast' }),
      layers.dense({ units: 4, activation: 'softmax' }),
    ],
  });

const asItIs = (layers: LayersModel) =>
  new NetworkBackend(
    { name: 'layers', engine },
    tf,
    {
      predict: (images) => layers.predict(images) as Tensor,
      dispose: () => void layers.dispose(),
    },
    { input },
  );

const imagesOf = (count: number) =>
  Uint8Array.from({ length: count * 12 * 12 * 3 }, (_, index) => (index * 7919) % 256);
const pixels = imagesOf(5);

/** An odd size, so that padding is uneven, and rows that are read from an image end the network. */
const unevenPadding = ({ layers }: Tfjs) =>
  tf.sequential({
    layers: [
      layers.conv2d({ inputShape: [12, 12, 3], filters: 5, kernelSize: 4, strides: 3, padding: 'same' }),
      layers.averagePooling2d({ poolSize: 2, strides: 3, padding: 'same' }),
      layers.maxPooling2d({ poolSize: 2, strides: 2, padding: 'same' }),
      layers.conv2d({ filters: 4, kernelSize: 1 }),
      layers.softmax({ axis: -1 }),
      layers.flatten(),
    ],
  });

/** Rows of an image that no dense layer puts in order. */
const imageAsRows = ({ layers }: Tfjs) =>
  tf.sequential({
    layers: [
      layers.maxPooling2d({ inputShape: [12, 12, 3], poolSize: [6, 12], padding: 'same' }),
      layers.conv2d({ filters: 2, kernelSize: 1 }),
      layers.softmax({ axis: -1 }),
      layers.flatten(),
    ],
  });

/** As MobileNet and ResNet: padding, a residual, normalisation that nothing absorbs, and joined branches. */
function branches({ layers }: Tfjs): LayersModel {
  const image = tf.input({ shape: [12, 12, 3] });
  const apply = (layer: { apply(input: never): unknown }, ...inputs: SymbolicTensor[]) =>
    layer.apply((inputs.length > 1 ? inputs : inputs[0]) as never) as SymbolicTensor;
  const conv = (filters: number, padding: 'same' | 'valid', strides = 1) =>
    layers.conv2d({ filters, kernelSize: 3, padding, strides, useBias: false });
  const padded = apply(
    layers.zeroPadding2d({
      padding: [
        [0, 1],
        [2, 1],
      ],
    }),
    image,
  );
  const first = apply(conv(6, 'valid', 2), padded);
  // Two layers read it: neither normalisation nor activation may change the convolution.
  const left = apply(layers.reLU({ maxValue: 6 }), apply(layers.batchNormalization({}), first));
  const depth = apply(layers.depthwiseConv2d({ kernelSize: 3, padding: 'same' }), left);
  const residual = apply(layers.add(), first, apply(layers.activation({ activation: 'elu' }), depth));
  const gate = apply(layers.activation({ activation: 'sigmoid' }), residual);
  const gated = apply(layers.multiply(), gate, apply(layers.leakyReLU({ alpha: 0.3 }), residual));
  const swish = apply(layers.activation({ activation: 'swish' }), gated);
  const joined = apply(layers.concatenate({ name: 'joined' }), swish, apply(conv(4, 'same'), gated));
  const rows = apply(layers.flatten(), joined);
  const dense = apply(layers.dense({ units: 5, activation: 'relu' }), rows);
  const both = apply(layers.concatenate(), dense, apply(layers.globalAveragePooling2d({}), joined));
  const output = apply(layers.dense({ units: 4, activation: 'softmax' }), both);
  return withStatistics(tf.model({ inputs: image, outputs: output }));
}

/** As Teachable Machine saves: networks in a row, each a network of its own. */
function networksInARow(all: Tfjs): LayersModel {
  const { layers } = all;
  const base = branches(all);
  const features = tf.model({
    inputs: base.inputs,
    outputs: base.getLayer('joined').output,
  });
  const pooled = tf.sequential({ layers: [features, layers.flatten()] });
  const units = (pooled.outputs[0]?.shape[1] ?? 0) as number;
  const head = tf.sequential({
    layers: [
      layers.dense({ inputShape: [units], units: 5, activation: 'relu' }),
      layers.dense({ units: 4, activation: 'softmax', useBias: false }),
    ],
  });
  return tf.sequential({ layers: [pooled, head] });
}

describe.each([
  ['branches', branches],
  ['networks inside', networksInARow],
  ['every kind of layer', everyKind],
  ['global pooling', globalPooling],
  ['uneven padding', unevenPadding],
  ['rows of an image as its answer', imageAsRows],
])('the plan of a network with %s', (_, make) => {
  it('folded, answers what the layers answer', async () => {
    const network = make(tf);
    const layers = asItIs(network);
    const folded = new FoldedBackend('cpu', tf, planNetwork(network), input);
    expect(furthest(await layers.run(pixels, 5), await folded.run(pixels, 5))).toBeLessThan(1e-5);
    folded.dispose();
    layers.dispose();
  });

  it('as ONNX, answers what the layers answer, in batches of any size', async () => {
    const network = make(tf);
    const layers = asItIs(network);
    const onnx = await onnxOf(network, input);
    for (const count of [1, 2, 127, 128]) {
      const images = imagesOf(count);
      const answers = await onnx.run(images, count);
      expect(answers.length).toBe(4 * count);
      expect(furthest(await layers.run(images, count), answers)).toBeLessThan(1e-5);
    }
    await onnx.dispose();
    layers.dispose();
  });

  it.skipIf(noNative)(`as a frozen graph, answers what the layers answer${noNative}`, async () => {
    const cacheDirectory = await mkdtemp(join(tmpdir(), 'seamline-graph-'));
    onTestFinished(() => rm(cacheDirectory, { recursive: true, force: true }));
    const network = make(tf);
    const layers = asItIs(network);
    const frozen = await SavedModelBackend.open(tf, planNetwork(network), {
      input,
      values: 4,
      cacheDirectory,
    });
    expect(furthest(await layers.run(pixels, 5), await frozen.run(pixels))).toBeLessThan(1e-5);
    frozen.dispose();
    layers.dispose();
  });
});

describe('a network without a plan', () => {
  it('is told by its layer: one that is used twice', () => {
    const image = tf.input({ shape: [12, 12, 3] });
    const twice = tf.layers.conv2d({ filters: 3, kernelSize: 3, padding: 'same', name: 'twice' });
    const once = twice.apply(image) as SymbolicTensor;
    const network = tf.model({ inputs: image, outputs: twice.apply(once) as SymbolicTensor });
    expect(() => planNetwork(network)).toThrow(new UnplannedLayer('twice is used more than once'));
  });

  const conv2d = () => tf.layers.conv2d({ inputShape: [12, 12, 3], filters: 4, kernelSize: 3 });
  it.each([
    ['tanh', [tf.layers.dense({ inputShape: [4], units: 3, activation: 'tanh' })]],
    ['ends at 3', [conv2d(), tf.layers.reLU({ maxValue: 3 })]],
    ['takes more than rows', [conv2d(), tf.layers.dense({ units: 3 })]],
    ['works on axis 1', [conv2d(), tf.layers.batchNormalization({ axis: 1 })]],
    ['channels first', [conv2d(), tf.layers.globalAveragePooling2d({ dataFormat: 'channelsFirst' })]],
    ['without channels', [tf.layers.reLU({ inputShape: [12, 12] }), tf.layers.flatten()]],
  ])('has no plan where a layer has no step: %s', (reason, layers) => {
    expect(() => planNetwork(tf.sequential({ layers }))).toThrow(reason);
  });

  it('has no plan where it answers more than one thing', () => {
    const image = tf.input({ shape: [4] });
    const first = tf.layers.dense({ units: 3 }).apply(image) as SymbolicTensor;
    const second = tf.layers.reLU().apply(first) as SymbolicTensor;
    expect(() => planNetwork(tf.model({ inputs: image, outputs: [first, second] }))).toThrow('several');
  });
});
