import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LayersModel, SymbolicTensor, Tensor } from '@tensorflow/tfjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { noNative } from '../../../test/support/native.js';
import type { NetworkInput } from './backends/backend.js';
import { FoldedBackend } from './backends/folded.backend.js';
import { NetworkBackend } from './backends/network.backend.js';
import { OnnxBackend } from './backends/onnx.backend.js';
import { SavedModelBackend } from './backends/saved-model.backend.js';
import { loadOnnxRuntime } from './onnx/onnx-runtime.js';
import { onnxForm, writeOnnx } from './onnx/write-onnx.js';
import { planNetwork, UnplannedLayer } from './network-plan.js';
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

/** The plan's ONNX file, opened. */
async function onnxOf(network: LayersModel, image: NetworkInput = input): Promise<OnnxBackend> {
  const folder = await mkdtemp(join(tmpdir(), 'seamline-onnx-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'network.onnx');
  const classes = network.outputs[0]?.shape.at(-1) ?? 0;
  await writeFile(file, writeOnnx(planNetwork(network), image, classes));
  return OnnxBackend.open(loadOnnxRuntime(), file, image);
}

function furthest(one: Float32Array, other: Float32Array): number {
  return one.reduce((far, value, at) => Math.max(far, Math.abs(value - (other[at] ?? Number.NaN))), 0);
}

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

describe.each([
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
    const onnx = await onnxOf(network);
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

describe('a network that is no plain sequence', () => {
  it('has no plan, and is told by its layer', () => {
    const image = tf.input({ shape: [12, 12, 3] });
    const { conv2d, add } = tf.layers;
    const branch = conv2d({ filters: 3, kernelSize: 3, padding: 'same' }).apply(image) as SymbolicTensor;
    const network = tf.model({ inputs: image, outputs: add().apply([image, branch]) as SymbolicTensor });
    expect(() => planNetwork(network)).toThrow(UnplannedLayer);
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

describe('the ONNX file of a plan', () => {
  it.each([
    ['rows of pixels', [24]],
    ['images without channels', [4, 6]],
  ])('takes %s', async (_, shape) => {
    const { layers } = tf;
    const image = { width: 6, height: 4, channels: 1, scale: [1 / 255], offset: [0] };
    const first = shape.length === 1 ? [] : [layers.flatten({ inputShape: shape })];
    const network = tf.sequential({
      layers: [...first, layers.dense({ inputShape: [24], units: 3, activation: 'softmax' })],
    });
    const bytes = Uint8Array.from({ length: 48 }, (_value, index) => (index * 37) % 256);
    const expected = network.predict(
      tf.tensor(
        Array.from(bytes, (byte) => byte / 255),
        [2, ...shape],
      ),
    ) as Tensor;
    const onnx = await onnxOf(network, image);
    expect(furthest((await expected.data()) as Float32Array, await onnx.run(bytes, 2))).toBeLessThan(1e-5);
    await onnx.dispose();
  });

  it('is the same for the same network; a file of another form gets another name', () => {
    const kernel = { values: Float32Array.of(1, 2, 3, 4), shape: [1, 1, 1, 4] };
    const convolution = { op: 'conv2d', kernel, bias: new Float32Array(4), activation: 'relu6' } as const;
    const content = writeOnnx(
      {
        steps: [
          { ...convolution, strides: [1, 1], padding: 'same' },
          { op: 'maxPool', size: [2, 2], strides: [2, 2], padding: 'valid' },
          { op: 'flatten', units: 4 },
          {
            op: 'dense',
            kernel: { values: new Float32Array(8), shape: [4, 2] },
            bias: new Float32Array(2),
            activation: 'relu',
          },
          { op: 'softmax' },
        ],
      },
      { width: 2, height: 2, channels: 1, scale: [0.5], offset: [-1] },
      2,
    );
    // Where this sum changes, `onnxForm` must be raised by one: files of the older form are kept.
    expect([onnxForm, createHash('sha256').update(content).digest('hex').slice(0, 12)]).toEqual([
      1,
      '3bc93e6bc01a',
    ]);
  });
});
