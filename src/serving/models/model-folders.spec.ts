import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { ModelFolders } from './model-folders.js';

async function folderWith(...paths: string[]): Promise<string> {
  const root = join(await temporaryFolder(), 'models');
  for (const path of paths) {
    await mkdir(join(root, path), { recursive: true });
    await writeFile(join(root, path, 'model.json'), '{}');
  }
  return root;
}

it('versions are whole numbers, the newest first', async () => {
  const folders = new ModelFolders(
    await folderWith('digits/2', 'digits/10', 'digits/9', 'digits/old', 'empty'),
  );
  expect(await folders.versions('digits')).toEqual(['10', '9', '2']);
  expect(await folders.newest('digits')).toBe('10');
  expect(await folders.names()).toEqual(['digits']);
});

it('a name is never a path: what lies elsewhere is no model', async () => {
  const root = await folderWith('digits/1', '../elsewhere/1', 'digits/1/inner/1');
  const folders = new ModelFolders(root);
  for (const name of ['../elsewhere', '..', '.', '', 'digits/1/inner', `${root}/digits`, 'digits\0']) {
    expect(await folders.versions(name)).toEqual([]);
    await expect(folders.directory(name, '1')).rejects.toMatchObject({ code: 'UNKNOWN_MODEL' });
  }
  await expect(folders.directory('digits', '../../elsewhere/1')).rejects.toMatchObject({
    code: 'UNKNOWN_MODEL',
    message: expect.stringContaining('versions of digits there: 1'),
  });
});

it('the card of another version is refused, and the error names the file', async () => {
  const root = await folderWith('digits/2');
  const folders = new ModelFolders(root);
  folders.checkCard('digits', '2', { name: 'digits', version: '2' });
  expect(() => folders.checkCard('digits', '2', { name: 'digits', version: '1' })).toThrow(
    `${join(root, 'digits/2/card.json')} cannot be used: it is the card of digits@1, expected digits@2`,
  );
});
