import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { decodeFiles } from './decode-files.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seamline-decode-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('decodes several files at once, never all, and keeps their order and the reasons', async () => {
  const names = Array.from({ length: 200 }, (_, at) => `${at}.png`);
  const files = names.map((file) => ({ path: join(folder, file), file, label: 'cat' }));
  for (const [at, { path }] of files.entries()) await writeFile(path, Uint8Array.of(at));
  let [held, most] = [0, 0];
  const decode = async (file: Uint8Array) => {
    held += 1;
    most = Math.max(most, held);
    await setImmediate();
    held -= 1;
    if (file[0] === 7) throw new Error('no picture');
    return file;
  };
  const read = await decodeFiles(files, { bytes: 1, decode });
  const good = names.filter((name) => name !== '7.png');
  expect(read.files.map(({ file }) => file)).toEqual(good);
  expect([...read.pixels]).toEqual(good.map((name) => Number.parseInt(name, 10)));
  expect(read.skipped).toEqual([{ file: '7.png', reason: 'no picture' }]);
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(16);
});
