import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { FolderDataset } from '../../src/training/dataset/folder.dataset.js';
import { fileToModelInput } from '../../src/serving/models/preprocess.js';
import { temporaryFolder } from '../support/test-application.js';

const [classes, each] = [10, 5_000];
const shape = { width: 16, height: 16, channels: 1 } as const;

it('opens 50,000 pictures without keeping their files in memory', { timeout: 600_000 }, async () => {
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  const grey = { width: 64, height: 64, channels: 3, background: '#888', noise } as const;
  const picture = await sharp({ create: grey }).jpeg({ quality: 100 }).toBuffer();
  const folder = await temporaryFolder();
  for (let label = 0; label < classes; label += 1) {
    await mkdir(join(folder, String(label)));
    for (let at = 0; at < each; at += 1) await writeFile(join(folder, String(label), `${at}.jpg`), picture);
  }
  const before = process.memoryUsage.rss();
  const dataset = await FolderDataset.open(folder, shape, (file) => fileToModelInput(file, shape, 1e6));
  const grown = process.memoryUsage.rss() - before;
  expect([dataset.size, dataset.skipped]).toEqual([classes * each, []]);
  expect(grown).toBeLessThan((classes * each * picture.length) / 2);
});
