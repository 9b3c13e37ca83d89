import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { openBackends } from './backends/open-backends.js';
import { readModelCard } from './model-card.js';

it.each(['onnx', 'wasm'] as const)(
  'a network that has changed since it was checked is not opened on %s, and nothing is kept of it',
  async (backend) => {
    const directory = resolve('models/fashion-mnist/1');
    const card = await readModelCard(directory);
    const cacheDirectory = await temporaryFolder();
    const files = { directory, card, cacheDirectory, checked: { digest: 'of the files before' } };
    await expect(openBackends(files, backend)).rejects.toMatchObject({
      code: 'MODEL_UNAVAILABLE',
      message: expect.stringMatching(/fashion-mnist\/1 .*changed/),
    });
    expect(await readdir(cacheDirectory)).toEqual([]);
  },
);
