import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readConfig } from '../../src/configuration.js';
import { openData, type DataChoice } from '../../src/training/open-data.js';
import { idxFile } from '../support/idx-file.js';
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
