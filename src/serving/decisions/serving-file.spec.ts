import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { readServingFile } from './serving-file.js';

async function folderWith(text: string): Promise<string> {
  const root = await temporaryFolder();
  await mkdir(join(root, 'digits'));
  await writeFile(join(root, 'digits', 'serving.json'), text);
  return root;
}

it('a decision of before is read as it was written', async () => {
  const since = new Date().toISOString();
  const serving = {
    version: '2',
    previous: '1',
    canary: { version: '3', percent: 12.5, since },
    shadow: '4',
  };
  expect(await readServingFile(await folderWith(JSON.stringify(serving)), 'digits')).toEqual({
    revision: 0,
    serving,
  });
  expect(await readServingFile(await temporaryFolder(), 'digits')).toBeUndefined();
});

it.each([
  ['{ "version": 2 }', 'version'],
  ['{ "version": "../3" }', 'version'],
  ['{ "version": "2", "canary": { "version": "3", "percent": 101 } }', 'canary.percent'],
  ['{ "version": "2"', 'JSON'],
])('a file with %s is damaged, and the reason names the file and %s', async (text, field) => {
  const root = await folderWith(text);
  const { damage, serving } = (await readServingFile(root, 'digits')) ?? {};
  expect(damage).toContain(`${join(root, 'digits', 'serving.json')} is damaged`);
  expect(damage).toContain(field);
  expect(serving).toBeUndefined();
});
