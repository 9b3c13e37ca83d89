import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  emptyFolder,
  matrix,
  matrixWeight,
  putModel,
  quantized,
  smallCard,
  smallGraph,
  softmax,
  stored,
  timesMatrix,
} from '../../../test/support/own-model.js';
import { noBackend, noNative } from '../../../test/support/native.js';
import type { BackendChoice } from './backends/open-backends.js';
import { Engine } from './engine.js';
import { loadTfjs } from './tfjs.js';

const tf = await loadTfjs(noNative ? 'cpu' : 'node');

async function open(folder: string, backend: BackendChoice = 'wasm') {
  const cacheDirectory = join(folder, '../graphs');
  const engine = await Engine.open(folder, { backend, workers: 1, batchSize: 16, cacheDirectory });
  onTestFinished(() => engine.dispose());
  return engine;
}

/** More images than the network's first run has seen. */
const images = Array.from({ length: 5 }, (_, image) => [image, 40 * image, 255 - image, 17]);

/** What the engine answers, against what plain arithmetic answers. */
async function expectAnswers(engine: Engine, expected: (pixels: readonly number[]) => number[]) {
  const answers = await engine.predict(Uint8Array.from(images.flat()), images.length);
  const wanted = images.flatMap(expected);
  expect(answers.length).toBe(wanted.length);
  answers.forEach((value, at) => expect(value).toBeCloseTo(wanted[at]!, 5));
}

const scaled = (pixels: readonly number[], { scale, offset } = smallCard.input) =>
  pixels.map((byte) => byte * scale + offset);

/** A network with an activation that has no step in a plan: it runs layer by layer. */
function unplanned(units = 3): LayersModel {
  const { layers } = tf;
  const network = tf.sequential({
    layers: [
      layers.flatten({ inputShape: [2, 2, 1] }),
      layers.dense({ units, activation: 'tanh', useBias: false }),
      layers.softmax(),
    ],
  });
  network.setWeights([tf.tensor2d(matrix, [4, 3])]);
  return network;
}
const tanhThenSoftmax = (row: readonly number[]) => softmax(timesMatrix(row).map(Math.tanh));

for (const choice of ['layers', 'wasm', 'cpu', 'auto'] as const)
  describe.skipIf(noBackend(choice))(`on ${choice}${noBackend(choice)}`, () => {
    it('a graph with a card answers what it computes', async () => {
      const folder = await emptyFolder();
      await putModel(folder, smallGraph());
      await expectAnswers(await open(folder, choice), (pixels) => softmax(timesMatrix(scaled(pixels))));
    });

    it('layers that no plan knows, in several files, answer what they compute', async () => {
      const folder = await emptyFolder();
      const card = { 'card.json': smallCard };
      await putModel(folder, await stored(unplanned()), card, ['group1-shard1of3', 'b/2.bin', 'b/3.bin']);
      await expectAnswers(await open(folder, choice), (pixels) => tanhThenSoftmax(scaled(pixels)));
    });
  });

describe('with labels.txt instead of a card', () => {
  const beside = { 'labels.txt': '\uFEFFfirst\r\nsecond one\r\nthird\r\n' };
  const from0to1 = { ...smallCard.input, scale: 1 / 255, offset: 0 };

  it.each(['graph', 'layers'])(
    'a model of %s is named by its folders and takes what its network says',
    async (format) => {
      const folder = await emptyFolder();
      await putModel(folder, format === 'graph' ? smallGraph() : await stored(unplanned()), beside);
      const engine = await open(folder);
      expect(engine.card).toEqual({
        name: 'mine',
        version: '7',
        labels: ['first', 'second one', 'third'],
        input: { ...from0to1, scale: [1 / 255], offset: [0] },
      });
      await expectAnswers(engine, (pixels) => {
        const row = scaled(pixels, from0to1);
        return format === 'graph' ? softmax(timesMatrix(row)) : tanhThenSoftmax(row);
      });
    },
  );

  it('images without a channel axis are grey', async () => {
    const folder = await emptyFolder();
    const flatten = tf.layers.flatten({ inputShape: [2, 2] });
    const dense = tf.layers.dense({ units: 3, activation: 'softmax', useBias: false });
    const network = tf.sequential({ layers: [flatten, dense] });
    network.setWeights([tf.tensor2d(matrix, [4, 3])]);
    await putModel(folder, await stored(network), beside);
    await expectAnswers(await open(folder, 'auto'), (pixels) =>
      softmax(timesMatrix(scaled(pixels, from0to1))),
    );
  });
});

describe('weights that the converter has quantized', () => {
  const codes = [0, 255, 7, 130, 1, 99, 20, 64, 200, 3, 180, 31];
  const linear = { scale: 0.01, min: -1.5 };
  // 1, −1, 0.5, 2, 0, −2, 0.5, 1, 1.5, −0.5, 3, −1 as IEEE 754 halves.
  const halves = [0x3c00, 0xbc00, 0x3800, 0x4000, 0, 0xc000, 0x3800, 0x3c00, 0x3e00, 0xb800, 0x4200, 0xbc00];
  const decoded = codes.map((code) => code * linear.scale + linear.min);

  it.each([
    ['uint8', quantized(matrixWeight, Uint8Array.from(codes), { dtype: 'uint8', ...linear }), decoded],
    ['uint16', quantized(matrixWeight, Uint16Array.from(codes), { dtype: 'uint16', ...linear }), decoded],
    ['float16', quantized(matrixWeight, Uint16Array.from(halves), { dtype: 'float16' }), matrix],
  ])('to %s are decoded', async (_, weight, values) => {
    const folder = await emptyFolder();
    await putModel(folder, smallGraph({ weight }));
    await expectAnswers(await open(folder), (pixels) => softmax(timesMatrix(scaled(pixels), values)));
  });
});

describe('a network that answers logits', () => {
  const card = { ...smallCard, output: 'logits' };
  const dense = () => {
    const network = tf.sequential({
      layers: [tf.layers.dense({ inputShape: [4], units: 3, useBias: false })],
    });
    network.setWeights([tf.tensor2d(matrix, [4, 3])]);
    return stored(network);
  };

  for (const choice of ['onnx', 'savedmodel', 'layers', 'wasm', 'cpu'] as const)
    it.skipIf(noBackend(choice))(
      `gets a softmax on ${choice}, as its card says; one row of values is an image too${noBackend(choice)}`,
      async () => {
        const folder = await emptyFolder();
        await putModel(folder, await dense(), { 'card.json': card });
        await expectAnswers(await open(folder, choice), (pixels) => softmax(timesMatrix(scaled(pixels))));
      },
    );

  it('gets a softmax as a graph', async () => {
    const folder = await emptyFolder();
    await putModel(folder, smallGraph({ end: 'Identity' }), { 'card.json': card });
    await expectAnswers(await open(folder), (pixels) => softmax(timesMatrix(scaled(pixels))));
  });
});

it('of several outputs the one that fits the labels answers', async () => {
  const folder = await emptyFolder();
  const image = tf.input({ shape: [2, 2, 1] });
  const flat = tf.layers.flatten().apply(image) as SymbolicTensor;
  const labels = tf.layers.dense({ units: 3, activation: 'softmax', useBias: false }).apply(flat);
  const network = tf.model({ inputs: image, outputs: [flat, labels as SymbolicTensor] });
  network.setWeights([tf.tensor2d(matrix, [4, 3])]);
  await putModel(folder, await stored(network));
  await expectAnswers(await open(folder, 'auto'), (pixels) => softmax(timesMatrix(scaled(pixels))));
});

it('files that have the SHA-256 that the card lists are taken', async () => {
  const folder = await emptyFolder();
  await putModel(folder, smallGraph());
  const names = ['model.json', 'weights.bin'];
  const sums = names.map(async (name) => {
    const content = await readFile(join(folder, name));
    return [name, createHash('sha256').update(content).digest('hex')];
  });
  const files = Object.fromEntries(await Promise.all(sums)) as object;
  await writeFile(join(folder, 'card.json'), JSON.stringify({ ...smallCard, files }));
  await expectAnswers(await open(folder), (pixels) => softmax(timesMatrix(scaled(pixels))));
});
