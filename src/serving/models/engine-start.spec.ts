import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { Engine } from './engine.js';

const models = fileURLToPath(new URL('../../../models', import.meta.url));
const committed = join(models, 'fashion-mnist/1');

it('says how large its batches are, and why not larger', async () => {
  const model = await Engine.open(committed, {
    backend: 'cpu',
    workers: 1,
    batchSize: 128,
    batchTargetMs: 30,
    cacheDirectory: await temporaryFolder(),
  });
  // Plain JavaScript needs some milliseconds for an image.
  expect(model.largestBatch).toBeLessThan(128);
  expect(model.backend.reason).toMatch(/; batches of at most \d+: \d+ (would take|takes) longer than/);
  await model.dispose();
});

it('measures a model once, and knows the result at later starts', async () => {
  const folder = await temporaryFolder();
  const start = async (directory = committed) => {
    const settings = { backend: 'wasm', workers: 2, batchSize: 4, cacheDirectory: folder } as const;
    const model = await Engine.open(directory, settings);
    await model.dispose();
    return model.largestBatch;
  };
  expect(await start()).toBe(4);
  const [file = '', ...more] = await readdir(folder);
  expect(more).toEqual([]);
  const measured = JSON.parse(await readFile(join(folder, file), 'utf8')) as object;
  await writeFile(join(folder, file), JSON.stringify({ ...measured, batchSize: 3 }));
  expect(await start()).toBe(3);
  await writeFile(join(folder, file), '{"batchSize":');
  expect(await start()).toBe(4);
  expect(await start(join(models, 'fashion-mnist-lenet/1'))).toBe(4);
  expect(await readdir(folder)).toHaveLength(2);
});

it('writes the network as ONNX once, and again where the kept file does not open', async () => {
  const kept = await temporaryFolder();
  const settings = { backend: 'onnx', workers: 1, batchSize: 4, cacheDirectory: kept } as const;
  const written = async () => {
    const model = await Engine.open(committed, settings);
    await model.predict(new Uint8Array(784), 1);
    await model.dispose();
    const files = await readdir(kept);
    const [file = '', ...more] = files.filter((name) => name.endsWith('.onnx'));
    expect(more).toEqual([]);
    return { file: join(kept, file), content: await readFile(join(kept, file)) };
  };
  const first = await written();
  const { mtimeMs } = await stat(first.file);
  expect(await written()).toEqual(first);
  expect((await stat(first.file)).mtimeMs).toBe(mtimeMs);
  await writeFile(first.file, first.content.subarray(0, 100));
  expect(await written()).toEqual(first);
});
