import { expect, it } from 'vitest';
import { architectures, type ArchitectureName } from '../../src/training/architectures.js';
import { checkData } from '../../src/training/check-data.js';
import { IdxDataset } from '../../src/training/dataset/idx.dataset.js';
import { parseIdx } from '../../src/training/dataset/idx.js';
import type { LabelledData } from '../../src/training/data-source.js';
import { refuseTooSmall } from '../../src/training/large-enough.js';
import { loadTfjs } from '../../src/serving/models/tfjs.js';
import { idxFile } from '../support/idx-file.js';

function dataset(classes: readonly number[], side = 1) {
  return new IdxDataset({
    name: 'checked',
    description: '',
    labels: ['cat', 'dog', 'fish'],
    images: parseIdx(idxFile([classes.length, side, side])),
    classes: parseIdx(idxFile([classes.length], classes)),
  });
}

/** Images of these classes to train and to test with. */
function data(training: readonly number[], test: readonly number[]): LabelledData {
  const all = dataset([...training, ...test]);
  const indexes = Uint32Array.from({ length: all.size }, (_, at) => at);
  return {
    description: '',
    training: { dataset: all, indexes: indexes.subarray(0, training.length) },
    test: { dataset: all, indexes: indexes.subarray(training.length) },
    preparation: {},
    skipped: [],
    notes: [],
    sha256: '',
  };
}

const settings = { data: 'pets', validation: 0.5, seed: 1 };

it('refuses a label that is tested and never trained', () => {
  expect(() => checkData(data([0, 0, 1, 1], [0, 1, 2]), settings)).toThrow(
    '--data pets: fish: pictures to test with, but none to train with',
  );
});

it('names labels without pictures', () => {
  expect(checkData(data([0, 0, 1, 1], [0]), settings)).toEqual([
    'no pictures to test with: dog',
    'no pictures at all: fish',
  ]);
  expect(checkData(data([0, 0, 1, 1, 2, 2], [0, 1, 2]), settings)).toEqual([]);
});

it('refuses too few pictures for the split, and for the folds', () => {
  const few = data([0, 1, 2], [0, 1, 2]);
  expect(() => checkData(few, { ...settings, validation: 0.1 })).toThrow(
    '--validation 0.1 of 3 pictures holds none out to judge the epochs; give a larger share, or 0',
  );
  expect(checkData(few, { ...settings, validation: 0 }, 3)).toEqual([]);
  expect(() => checkData(few, { ...settings, validation: 0 }, 4)).toThrow('--folds 4: expected 2 to 3');
});

it('refuses images too small for a network, with the smallest that it takes', async () => {
  const tf = await loadTfjs('cpu');
  const before = tf.memory().numTensors;
  for (const arch of Object.keys(architectures) as ArchitectureName[]) {
    const smallest = () => refuseTooSmall(tf, arch, dataset([0], 1));
    expect(smallest).toThrow(
      new RegExp(`^--arch ${arch}: the images are 1 × 1, it takes \\d+ × \\d+ at least`),
    );
  }
  expect(() => refuseTooSmall(tf, 'fast', dataset([0], 15))).toThrow('15 × 15, it takes 16 × 16 at least');
  expect(() => refuseTooSmall(tf, 'fast', dataset([0], 16))).not.toThrow();
  expect(tf.memory().numTensors).toBe(before);
});
