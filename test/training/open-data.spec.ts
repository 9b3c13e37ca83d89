import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readConfig } from '../../src/configuration.js';
import { openData, type DataChoice } from '../../src/training/open-data.js';
import type { Part } from '../../src/training/batches.js';
import type { FolderDataset } from '../../src/training/dataset/folder.dataset.js';
import { idxFile } from '../support/idx-file.js';
import { pictureOf } from '../support/png.js';
import { pictures } from '../tools/cli/pictures.js';

const shape = { width: 16, height: 16, channels: 3 } as const;

const open = (source: string, choice: Partial<DataChoice> = {}) =>
  openData({ source, shape, testShare: 0.25, seed: 1, ...choice }, readConfig());

function emnist() {
  return pictures({
    'emnist-digits-train-images-idx3-ubyte': idxFile([2, 2, 3]),
    'emnist-digits-train-labels-idx1-ubyte': idxFile([2]),
    'emnist-digits-test-images-idx3-ubyte': idxFile([2, 2, 3]),
    'emnist-digits-test-labels-idx1-ubyte': idxFile([2]),
  });
}

it("says that EMNIST's pictures are stored transposed, and turns them on request", async () => {
  const source = await emnist();
  const stored = await open(source);
  expect(stored.notes).toEqual([
    expect.stringMatching(/^the names say EMNIST.*--transpose turns them upright$/),
  ]);
  const turned = await open(join(source, 'emnist-digits'), { transpose: true });
  expect(turned).toMatchObject({ notes: [], training: { dataset: { width: 2, height: 3 } } });
  expect(turned.sha256).not.toBe(stored.sha256);
});

it('refuses to turn what is stored upright', async () => {
  await expect(open('fashion-mnist', { transpose: true })).rejects.toMatchObject({
    code: 'BAD_CONFIG',
    message:
      '--transpose: only pictures of IDX files are stored transposed, and fashion-mnist has none; leave it out',
  });
});

/** Four pictures in each of these folders. */
async function folders(...names: string[]) {
  const png = await pictureOf('#123');
  const files = names.flatMap((name) => [0, 1, 2, 3].map((at) => [`${name}/${at}.png`, png]));
  return pictures(Object.fromEntries(files));
}

const inFolder = ({ dataset, indexes }: Part) => [
  ...new Set(Array.from(indexes, (at) => (dataset as FolderDataset).files[at]?.split('/')[0])),
];

it.each([
  ['train', 'val', 'test'],
  ['Training', 'validation', 'testing'],
])('takes %s, %s and %s for parts of one data set', async (train, valid, test) => {
  const source = await folders(
    ...[train, valid, test].flatMap((half) => ['cat', 'dog'].map((label) => `${half}/${label}`)),
  );
  const data = await open(source);
  expect(data.training.dataset.labels).toEqual(['cat', 'dog']);
  expect([data.training, data.validation!, data.test].map(inFolder)).toEqual([[train], [valid], [test]]);
  expect(inFolder(data.folded!)).toEqual([train, valid].toSorted());
  expect(data.description).toBe('24 pictures of 2 classes, 8 of them to test with, 8 to judge the epochs');
});

it('tests with a share of the training pictures where the test pictures have no classes', async () => {
  const data = await open(await folders('train/cat', 'train/dog', 'test'));
  expect([data.training, data.test].map(({ indexes }) => indexes.length)).toEqual([6, 2]);
  expect(data.skipped).toEqual([{ file: 'test', reason: 'no class folders in it' }]);
});

it('takes a class that is called train for a class, and asks where that is unclear', async () => {
  expect((await open(await folders('train', 'plane'))).training.dataset.labels).toEqual(['plane', 'train']);
  await expect(open(await folders('train/cat', 'val/cat', 'notes'))).rejects.toThrow(
    'the folders train, val are parts of a data set, notes is none; move it away',
  );
});
