import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Tensor } from '@tensorflow/tfjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { noBackend } from '../../../test/support/native.js';
import {
  emptyFolder,
  floats,
  putModel,
  smallCard,
  smallGraph,
  type StoredModel,
  timesMatrix,
} from '../../../test/support/own-model.js';
import type { BackendChoice } from './backends/open-backends.js';
import { Engine } from './engine.js';
import { loadLayers } from './loaded-network.js';
import { loadTfjs } from './tfjs.js';

const tf = await loadTfjs('cpu');
const inputs = fileURLToPath(new URL('../../../test/inputs/models', import.meta.url));
const size = 16 * 16 * 3;
const pictures = Uint8Array.from({ length: 3 * size }, (_, at) => (at * 7919) % 256);

/** A Keras network from `test/inputs/models` with a card of its own. */
async function withCard(network: string, card: object): Promise<string> {
  const folder = await emptyFolder();
  await cp(join(inputs, network), folder, { recursive: true });
  const input = { width: 16, height: 16, channels: 3, scale: 1 / 255, offset: 0 };
  await writeFile(join(folder, 'card.json'), JSON.stringify({ name: 'mine', version: '7', input, ...card }));
  return folder;
}

async function open(folder: string, backend: BackendChoice = 'wasm'): Promise<Engine> {
  const cacheDirectory = join(folder, '../graphs');
  const engine = await Engine.open(folder, { backend, workers: 1, batchSize: 4, cacheDirectory });
  onTestFinished(() => engine.dispose());
  return engine;
}

const refusalOf = (folder: string) =>
  open(folder).then(
    () => 'none',
    (error: Error) => error.message,
  );

/** What the layers themselves answer to the pictures. */
async function layersAnswer(folder: string): Promise<number[]> {
  const layers = await loadLayers(tf, folder);
  const answer = layers.predict(tf.tensor4d([...pictures], [3, 16, 16, 3]).div(255)) as Tensor;
  return [...(await answer.data())];
}

const closeTo = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 5) as number);

for (const choice of ['layers', 'wasm', 'cpu'] as const) {
  it.skipIf(noBackend(choice))(
    `one sigmoid is the probability of the second of two labels on ${choice}${noBackend(choice)}`,
    async () => {
      const folder = await withCard('binary', { labels: ['cat', 'dog'], output: 'sigmoid' });
      const answer = await (await open(folder, choice)).predict(Uint8Array.from(pictures), 3);
      const expected = (await layersAnswer(folder)).flatMap((value) => [1 - value, value]);
      expect([...answer]).toEqual(closeTo(expected));
    },
  );

  it.skipIf(noBackend(choice))(
    `three sigmoids are the probabilities of three labels, each by itself, on ${choice}${noBackend(choice)}`,
    async () => {
      const folder = await withCard('multilabel', { labels: ['cat', 'dog', 'bird'], output: 'sigmoid' });
      const answer = await (await open(folder, choice)).predict(Uint8Array.from(pictures), 3);
      expect([...answer]).toEqual(closeTo(await layersAnswer(folder)));
    },
  );
}

it('a sigmoid that is still to be applied is applied to each value', async () => {
  const folder = await emptyFolder();
  const card = { ...smallCard, output: 'sigmoid-logits' };
  await putModel(folder, smallGraph({ end: 'Identity' }), { 'card.json': card });
  const answer = await (await open(folder)).predict(Uint8Array.of(0, 100, 200, 0), 1);
  const sigmoids = timesMatrix([-1, 0, 1, -1]).map((value) => 1 / (1 + Math.exp(-value)));
  expect([...answer]).toEqual(closeTo(sigmoids));
});

it.each([
  [
    'one sigmoid and one label',
    'binary',
    { labels: ['dog'] },
    /one value between 0 and 1.*"output": "sigmoid" and two labels/,
  ],
  [
    'one sigmoid and two labels',
    'binary',
    { labels: ['cat', 'dog'] },
    /its output is 1, expected 2 .*"output": "sigmoid"/,
  ],
  [
    'three sigmoids',
    'multilabel',
    { labels: ['cat', 'dog', 'bird'] },
    /each between 0 and 1.*write "output": "sigmoid" into card\.json/,
  ],
])('a card without an output for %s is refused with the word that helps', async (_, network, card, help) => {
  const message = await refusalOf(await withCard(network, card));
  expect(message).toMatch(help);
  expect(message).not.toMatch('logits"');
});

it('the word "logits" for one sigmoid is refused: its softmax would be 1 for every picture', async () => {
  const folder = await withCard('binary', { labels: ['dog'], output: 'logits' });
  expect(await refusalOf(folder)).toMatch(/a softmax of one value is always 1.*"sigmoid"/);
});

it('the word "logits" for probabilities is refused: a second softmax would flatten them', async () => {
  const folder = await emptyFolder();
  await putModel(folder, smallGraph(), { 'card.json': { ...smallCard, output: 'logits' } });
  expect(await refusalOf(folder)).toMatch(/sum to 1.*"output": "probabilities"/);
});

it.each(['logits', 'sigmoid-logits'])(
  'the word "%s" is refused for a network that ends with a sigmoid',
  async (output) => {
    const help = new RegExp(
      `it ends with a sigmoid, and "output": "${output}" .*"output": "sigmoid" into card`,
    );
    expect(await refusalOf(await withCard('multilabel', { labels: ['cat', 'dog', 'bird'], output }))).toMatch(
      help,
    );
    const folder = await emptyFolder();
    await putModel(folder, smallGraph({ end: 'Sigmoid' }), { 'card.json': { ...smallCard, output } });
    expect(await refusalOf(folder)).toMatch(help);
  },
);

it('the word "sigmoid" for values beyond 0 and 1 is refused', async () => {
  const folder = await emptyFolder();
  const card = { ...smallCard, output: 'sigmoid' };
  await putModel(folder, smallGraph({ end: 'Identity' }), { 'card.json': card });
  expect(await refusalOf(folder)).toMatch(/"output": "sigmoid-logits"/);
});

describe('an input of another kind', () => {
  const three = { width: 2, height: 2, channels: 3, scale: 1, offset: 0 };
  const identity = (size: number) =>
    floats(
      'matrix',
      [size, 3],
      Array.from({ length: size * 3 }, (_, at) => (Math.floor(at / 3) % 3 === at % 3 ? 0.01 : 0)),
    );
  /** Sums the values with the number 0, 3, 6, 9; 1, 4, …; 2, 5, …: with channels last, each colour. */
  const sums = (input: readonly number[], dtype?: string) => {
    const { weights, ...graph } = smallGraph({
      weight: identity(12),
      end: 'Identity',
      input,
      ...(dtype && { dtype }),
    });
    return { ...graph, weights: weights.map((weight) => (weight.entry.name === 'row' ? row12 : weight)) };
  };
  const row12 = {
    entry: { name: 'row', shape: [2], dtype: 'int32' },
    bytes: new Uint8Array(Int32Array.of(-1, 12).buffer),
  };
  const rgb = Uint8Array.of(10, 20, 30, 10, 20, 30, 10, 20, 30, 10, 20, 31);

  const answerOf = async (input: object, network: StoredModel) => {
    const folder = await emptyFolder();
    const card = { ...smallCard, output: 'sigmoid-logits', input: { ...three, ...input } };
    await putModel(folder, network, { 'card.json': card });
    const answer = await (await open(folder)).predict(Uint8Array.from(rgb), 1);
    return [...answer].map((value) => Math.round(-100 * Math.log(1 / value - 1)));
  };

  it('blue first: each colour reaches the network at its place, with its own offset', async () => {
    expect(await answerOf({}, sums([-1, 2, 2, 3]))).toEqual([40, 80, 121]);
    expect(await answerOf({ colors: 'BGR', offset: [0, 0, -1] }, sums([-1, 2, 2, 3]))).toEqual([121, 80, 36]);
  });

  it('channels first: the network gets one colour after the other', async () => {
    const answer = await answerOf({ layout: 'NCHW' }, sums([-1, 3, 2, 2]));
    // r r r r g g g g b b b b′, every third value of it.
    expect(answer).toEqual([10 + 10 + 20 + 30, 10 + 20 + 20 + 30, 10 + 20 + 30 + 31]);
  });

  it('a network of the other layout is refused with the word that helps', async () => {
    const folder = await emptyFolder();
    await putModel(folder, sums([-1, 3, 2, 2]), { 'card.json': { ...smallCard, input: three } });
    expect(await refusalOf(folder)).toMatch(/its input is 3 × 2 × 2, expected 2 × 2 × 3 .*"layout": "NCHW"/);
  });
});
