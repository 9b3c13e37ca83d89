import { rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import {
  emptyFolder,
  floats,
  putModel,
  smallCard,
  smallGraph,
  stored,
  type StoredModel,
} from '../../../test/support/own-model.js';
import { noNative } from '../../../test/support/native.js';
import { type BackendChoice, openBackends } from './backends/open-backends.js';
import { readModelCard } from './model-card.js';
import { loadTfjs } from './tfjs.js';

const tf = await loadTfjs('cpu');
const { layers } = tf;

/** Opens what lies in the folder as an engine's thread does. */
async function open(directory: string, choice: BackendChoice = 'auto') {
  const card = await readModelCard(directory);
  const { backends } = await openBackends({ directory, card, cacheDirectory: join(directory, 'g') }, choice);
  for (const backend of backends) backend.dispose();
  return backends;
}

async function refusal(directory: string, choice?: BackendChoice) {
  const error: unknown = await open(directory, choice).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: choice ? 'BAD_CONFIG' : 'MODEL_UNAVAILABLE' });
  return (error as Error).message;
}

/** A folder with a model that works, and one thing changed. */
async function changed(change: (folder: string) => Promise<unknown>): Promise<string> {
  const folder = await emptyFolder();
  await putModel(folder, smallGraph());
  await change(folder);
  return folder;
}

const dense = (model: LayersModel = tf.sequential({ layers: [small()] })) => stored(model);
const small = () => layers.dense({ inputShape: [4], units: 3, activation: 'softmax' });

it('the unchanged model opens', async () => {
  expect((await open(await changed(async () => undefined))).length).toBeGreaterThan(0);
});

it.each<[string, (folder: string) => Promise<unknown>, RegExp]>([
  [
    'there is neither a card nor labels',
    (folder) => rm(join(folder, 'card.json')),
    /card\.json cannot be used: it is not there, and neither is labels\.txt/,
  ],
  [
    'a label is empty',
    (folder) => putModel(folder, smallGraph(), { 'labels.txt': 'a\n\nc\n' }).then(() => drop(folder)),
    /labels\.txt cannot be used: line 2 is empty/,
  ],
  [
    'there are labels alone, and the network leaves its size open',
    (folder) =>
      putModel(folder, smallGraph({ input: [-1, -1, -1, 1] }), { 'labels.txt': 'a\nb\nc' }).then(() =>
        drop(folder),
      ),
    /model\.json cannot be used: its input is open × open × 1, expected height × width × channels.*card\.json/,
  ],
  [
    'the labels are too few',
    (folder) => put(folder, smallGraph(), { labels: ['a', 'b'] }),
    /model\.json cannot be used: its output is 3, expected 2 .*one for each label/,
  ],
  [
    'the card has an output that does not exist',
    (folder) => put(folder, smallGraph(), { output: 'scores' }),
    /card\.json cannot be used: output: /,
  ],
  [
    'the images have another size',
    (folder) => put(folder, smallGraph(), { input: { ...smallCard.input, width: 3 } }),
    /model\.json cannot be used: its input is 2 × 2 × 1, expected 2 × 3 × 1 as the card says/,
  ],
  [
    'logits are called probabilities',
    (folder) => put(folder, smallGraph({ end: 'Identity' })),
    /they sum to -?[\d.]+\): if these are logits, write "output": "logits" into card\.json/,
  ],
  [
    'the network takes integers',
    (folder) => put(folder, smallGraph({ dtype: 'DT_INT32' })),
    /its input image takes int32, expected float32/,
  ],
  [
    'the network takes just one image at a time',
    (folder) => put(folder, smallGraph({ input: [1, 2, 2, 1] })),
    /the first axis of its input image is 1, expected open/,
  ],
  [
    'the graph has control flow, or answers as many rows as it likes',
    (folder) => put(folder, smallGraph({ end: 'Where' })),
    /dynamic op/,
  ],
  [
    'the network takes two inputs',
    async (folder) => {
      const inputs = [tf.input({ shape: [4], name: 'one' }), tf.input({ shape: [4], name: 'two' })];
      const sum = layers.add().apply(inputs) as SymbolicTensor;
      await put(folder, await dense(tf.model({ inputs, outputs: sum })));
    },
    /its inputs are one\w*, two\w*, expected one/,
  ],
])('a model is refused when %s', async (_, change, message) => {
  expect(await refusal(await changed(change))).toMatch(message);
});

it.each<[string, (folder: string) => Promise<unknown>, RegExp]>([
  ...['/etc/hosts', '../card.json', 'a\\..\\..\\b', 'C:\\weights.bin'].map(
    (path): [string, (folder: string) => Promise<unknown>, RegExp] => [
      `are ${path}, outside of the folder`,
      (folder) => rename(folder, path),
      /model\.json cannot be used: weightsManifest\.0\.paths\.0: leads out of the folder/,
    ],
  ),
  [
    'are a link that leads out of the folder',
    async (folder) => {
      await writeFile(join(folder, '../outside.bin'), new Uint8Array(56));
      await rm(join(folder, 'weights.bin'));
      await symlink('../outside.bin', join(folder, 'weights.bin'));
    },
    /weights\.bin cannot be used: it is outside of the folder/,
  ],
  ['are not there', (folder) => rm(join(folder, 'weights.bin')), /weights\.bin cannot be used: ENOENT/],
  [
    'are cut short',
    (folder) => truncate(join(folder, 'weights.bin'), 50),
    /weights\.bin cannot be used: 50 bytes, expected 56 as weightsManifest in model\.json says/,
  ],
  [
    'have more than 1 GiB',
    (folder) => truncate(join(folder, 'weights.bin'), 2 ** 30 + 1),
    /its weights have 1073741825 bytes, allowed are 1073741824/,
  ],
  [
    'have another SHA-256 than the card says',
    (folder) => withSums(folder, { 'model.json': '0'.repeat(64), 'weights.bin': '0'.repeat(64) }),
    /model\.json cannot be used: its SHA-256 is [0-9a-f]{64}, expected 0{64}/,
  ],
  [
    'have a SHA-256 in the card that is none',
    (folder) => withSums(folder, { 'model.json': 'abc' }),
    /card\.json cannot be used: files\.model\.json: no SHA-256 in hexadecimal/,
  ],
  [
    'have no SHA-256 in a card that lists others',
    (folder) => withSums(folder, { 'weights.bin': '0'.repeat(64) }),
    /card\.json cannot be used: files: there is no SHA-256 of model\.json/,
  ],
  [
    'lack one that a graph names',
    async (folder) => put(folder, smallGraph({ weight: floats('other', [4, 3], Array(12).fill(0)) })),
    /model\.json cannot be used: weightsManifest has no weight "matrix"/,
  ],
  [
    'have another shape than the graph can take',
    async (folder) => put(folder, smallGraph({ weight: floats('matrix', [3, 4], Array(12).fill(0)) })),
    /inner shapes/,
  ],
])('a model is refused when its files %s', async (_, change, message) => {
  expect(await refusal(await changed(change))).toMatch(message);
});

it('no code comes with a model: Lambda layers and custom layers are refused by their name', async () => {
  const model = await dense();
  for (const name of ['Lambda', 'MyLayer']) {
    const text = JSON.stringify(model.modelTopology).replaceAll('"Dense"', `"${name}"`);
    const modelTopology = JSON.parse(text) as object;
    const folder = await changed((directory) => put(directory, { ...model, modelTopology }));
    expect(await refusal(folder)).toMatch(
      `model.json cannot be used: TensorFlow.js has no layer "${name}", and no code is loaded with a model`,
    );
  }
});

it('no code comes with a model: custom operations of a graph are refused by their name', async () => {
  const folder = await changed((directory) => put(directory, smallGraph({ end: 'PyFunc' })));
  expect(await refusal(folder)).toMatch('TensorFlow.js has no operation "PyFunc"');
});

it.skipIf(noNative)(
  `a graph is refused on the backend for frozen graphs, with the reason${noNative}`,
  async () => {
    const message = await refusal(await changed(async () => undefined), 'savedmodel');
    expect(message).toMatch('no frozen graph can be made: the network is a graph');
  },
);

const drop = (folder: string) => rm(join(folder, 'card.json'));
const put = (folder: string, model: StoredModel, card: object = {}) =>
  putModel(folder, model, { 'card.json': { ...smallCard, ...card } });
const withSums = (folder: string, files: object) => put(folder, smallGraph(), { files });

/** The weights keep their place, but `model.json` names another. */
async function rename(folder: string, path: string): Promise<void> {
  const { weights, ...model } = smallGraph();
  const weightsManifest = [{ paths: [path], weights: weights.map(({ entry }) => entry) }];
  await writeFile(join(folder, 'model.json'), JSON.stringify({ ...model, weightsManifest }));
}
