import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { expect, it, onTestFinished } from 'vitest';
import { StorageMetrics } from '../../src/operations/metrics/storage.metrics.js';
import { fetcherWith } from '../storage/fetching.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const onEnd = (cleanUp: () => Promise<void>) => onTestFinished(cleanUp);

it('counts and times the pictures that are fetched, by the kind of their store', async () => {
  const folder = await temporaryFolder(onEnd);
  const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  await writeFile(join(folder, 'a.png'), png);
  const { fetcher, fetch } = fetcherWith({ FETCH_FILES: folder }, onEnd);
  const registry = new Registry();
  expect(new StorageMetrics(registry, fetcher)).toBeDefined();

  await fetch(`file://${folder}/a.png`);
  await fetch(`file://${folder}/a.png`);
  await expect(fetch(`file://${folder}/gone.png`)).rejects.toThrow();
  await expect(fetch('gs://nobody-allows-it/a.png')).rejects.toThrow();

  const told = await registry.metrics();
  expect(told).toContain('seamline_storage_fetches_total{kind="file",outcome="fetched"} 2\n');
  expect(told).toContain('seamline_storage_fetches_total{kind="file",outcome="PICTURE_GONE"} 1\n');
  expect(told).toContain('seamline_storage_fetches_total{kind="gs",outcome="REFERENCE_REFUSED"} 1\n');
  expect(told).toContain('seamline_storage_fetch_seconds_count{kind="file"} 3\n');
  expect(told).toContain('seamline_storage_fetch_seconds_count{kind="gs"} 0\n');
  expect(told).not.toContain('nobody-allows-it');
});
