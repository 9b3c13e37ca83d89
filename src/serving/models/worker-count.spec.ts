import { truncate, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { mostWorkers, workersFor } from './worker-count.js';

const at = (imagesPerSecond: number) => ({
  rates: [
    { backend: 'onnx', batchSize: 1, imagesPerSecond: imagesPerSecond / 2 },
    { backend: 'onnx', batchSize: 8, imagesPerSecond },
  ] as const,
});

it('a slow network gets a thread for each core, a quick one and a large one get one', async () => {
  const folder = await temporaryFolder();
  const weights = join(folder, 'weights.bin');
  await writeFile(weights, 'small');
  expect(mostWorkers()).toBe(Math.min(4, availableParallelism()));
  expect(await workersFor(folder, at(1_000))).toBe(mostWorkers());
  expect(await workersFor(folder, at(20_000))).toBe(1);
  await truncate(weights, 200_000_000);
  expect(await workersFor(folder, at(1_000))).toBe(1);
});
