import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { ServingFiles } from './serving.js';

it('a decision is read back as it was written, by everybody on the folder', async () => {
  const root = await temporaryFolder();
  const since = new Date().toISOString();
  const decided = {
    version: '2',
    previous: '1',
    canary: { version: '3', percent: 12.5, since },
    shadow: '4',
  };
  expect(await new ServingFiles(root).read('digits')).toBeUndefined();
  expect(await new ServingFiles(root).write('digits', decided)).toEqual(decided);
  expect(await new ServingFiles(root).read('digits')).toEqual(decided);
});

it('many writers at once leave one whole decision, and nothing else', async () => {
  const root = await temporaryFolder();
  const versions = Array.from({ length: 50 }, (_, index) => String(index));
  await Promise.all(versions.map((version) => new ServingFiles(root).write('digits', { version })));
  expect(versions).toContain((await new ServingFiles(root).read('digits'))?.version);
  expect(await readdir(join(root, 'digits'))).toEqual(['serving.json']);
});

it('a decision that cannot be written says where, and leaves nothing behind', async () => {
  const root = await temporaryFolder();
  await mkdir(join(root, 'digits', 'serving.json', 'in-the-way'), { recursive: true });
  await expect(new ServingFiles(root).write('digits', { version: '1' })).rejects.toMatchObject({
    code: 'MODEL_UNAVAILABLE',
    message: expect.stringContaining(`${join(root, 'digits', 'serving.json')} cannot be written`),
  });
  expect(await readdir(join(root, 'digits'))).toEqual(['serving.json']);
});

it.each([
  ['{ "version": 2 }', 'version'],
  ['{ "version": "../3" }', 'version'],
  ['{ "version": "2", "canary": { "version": "3", "percent": 101 } }', 'canary.percent'],
  ['{ "version": "2"', 'serving.json'],
])('a file with %s is refused, and the error names %s', async (text, field) => {
  const root = await temporaryFolder();
  await mkdir(join(root, 'digits'));
  await writeFile(join(root, 'digits', 'serving.json'), text);
  await expect(new ServingFiles(root).read('digits')).rejects.toMatchObject({
    code: 'MODEL_UNAVAILABLE',
    message: expect.stringContaining(field),
  });
});
