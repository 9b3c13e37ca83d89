import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { folderOfLabel, labelOfFolder } from './class-folders.js';
import { FolderDataset } from './folder.dataset.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seamline-folder-'));
});
afterEach(() => rm(folder, { recursive: true }));

const shape = { width: 2, height: 1, channels: 1 };

/** Files of two bytes are pictures here, others are none. */
async function decode(file: Uint8Array): Promise<Uint8Array> {
  if (file.length !== 2) throw new Error(`${file.length} bytes`);
  return file;
}

async function write(path: string, ...bytes: number[]) {
  await mkdir(join(folder, path, '..'), { recursive: true });
  await writeFile(join(folder, path), Uint8Array.from(bytes));
}

const open = () => FolderDataset.open(folder, shape, decode);

it('takes the folders for labels and every file below them for a picture, in the order of their names', async () => {
  await write('dog/b.png', 3, 4);
  await write('dog/a/deep.png', 1, 2);
  await write('cat/c.png', 5, 6);
  await write('dog/.hidden', 0);
  await write('readme.txt', 0);
  const dataset = await open();
  expect(dataset).toMatchObject({ labels: ['cat', 'dog'], size: 3, width: 2, channels: 1, sampled: false });
  expect(dataset.files).toEqual(['cat/c.png', 'dog/a/deep.png', 'dog/b.png']);
  expect(dataset.image(1)).toEqual({ index: 1, pixels: Uint8Array.of(1, 2), label: 'dog' });
  expect(() => dataset.image(3)).toThrow('from 0 to 2');
});

it('leaves out files that are no pictures, and names them', async () => {
  await write('cat/good.png', 5, 6);
  await write('cat/empty.png');
  await write('dog/good.png', 1, 2);
  const dataset = await open();
  expect(dataset.size).toBe(2);
  expect(dataset.skipped).toEqual([{ file: 'cat/empty.png', reason: '0 bytes' }]);
});

it('tells one label from another that it begins with', async () => {
  await write('cat/a.png', 1, 2);
  await write('cat fish/a.png', 3, 4);
  const dataset = await open();
  expect([0, 1].map((index) => dataset.image(index).label)).toEqual(['cat', 'cat fish']);
});

it('takes the order of the labels from labels.txt, with those that have no folder', async () => {
  await write('T-shirt%2Ftop/a.png', 1, 2);
  await write('Bag/b.png', 3, 4);
  await write('labels.txt', ...Buffer.from('T-shirt/top\nDress\nBag\n'));
  const dataset = await open();
  expect(dataset.labels).toEqual(['T-shirt/top', 'Dress', 'Bag']);
  expect([0, 1].map((index) => dataset.image(index).label)).toEqual(['Bag', 'T-shirt/top']);
  await write('labels.txt', ...Buffer.from('Bag\nDress\n'));
  await expect(open()).rejects.toThrow('labels.txt does not name T-shirt/top');
});

it.each([
  'Coat',
  'T-shirt/top',
  '..',
  '.hidden',
  'what?',
  '100 %',
  'a%2Fb',
  'c:\\d',
  'end. ',
  'tab\t',
  'Mantel ärmellos',
])('has a folder name for the label %j, and reads it back', (label) => {
  const name = folderOfLabel(label);
  expect(name).toMatch(/^[^./\\:*?"<>|\t][^/\\:*?"<>|\t]*(?<![. ])$/);
  expect(labelOfFolder(name)).toBe(label);
});

it('leaves names of folders as they are that nobody has written so', () => {
  for (const name of ['100%', '50%41', '%2f', '%zz']) expect(labelOfFolder(name)).toBe(name);
});

it('refuses a folder without classes, and a class without one picture', async () => {
  await expect(open()).rejects.toMatchObject({
    code: 'BAD_CONFIG',
    message: `--data ${folder}: 0 folders in it, expected 2 to 256: one for each class`,
  });
  await write('cat/good.png', 5, 6);
  await write('dog/bad.png', 1);
  await expect(open()).rejects.toThrow('no readable picture in dog (dog/bad.png: 1 bytes)');
  await expect(FolderDataset.open(join(folder, 'absent'), shape, decode)).rejects.toMatchObject({
    code: 'BAD_CONFIG',
  });
});

it('follows links to folders and to pictures, wherever they lead', async () => {
  await write('cat/a.png', 1, 2);
  await mkdir(join(folder, '.store'));
  await write('.store/b.png', 3, 4);
  await symlink('.store', join(folder, 'dog'));
  await symlink('../.store/b.png', join(folder, 'cat/linked.png'));
  expect((await open()).files).toEqual(['cat/a.png', 'cat/linked.png', 'dog/b.png']);
});

it('names links that lead to nothing, or around it', async () => {
  await write('cat/a.png', 1, 2);
  await write('dog/b.png', 3, 4);
  await symlink('../away.png', join(folder, 'cat/gone.png'));
  await symlink('..', join(folder, 'cat/up'));
  await symlink('self', join(folder, 'dog/self'));
  const { files, skipped } = await open();
  expect(files).toEqual(['cat/a.png', 'dog/b.png']);
  expect(skipped).toEqual(
    expect.arrayContaining([
      { file: 'cat/gone.png', reason: 'a link to ../away.png, which is not there' },
      { file: 'cat/up', reason: 'a link to .., a folder around it' },
      { file: 'dog/self', reason: 'a link to self, which leads back to itself' },
    ]),
  );
});

it('ends where a link leads to a folder around it', async () => {
  await write('cat/deep/a.png', 1, 2);
  await write('dog/b.png', 3, 4);
  await symlink('../../cat', join(folder, 'cat/deep/up'));
  const { files, skipped } = await open();
  expect(files).toEqual(['cat/deep/a.png', 'dog/b.png']);
  expect(skipped).toEqual([{ file: 'cat/deep/up', reason: 'a link to ../../cat, a folder around it' }]);
});

it('refuses a folder of classes with a link that leads to nothing: it may be a class', async () => {
  await write('cat/a.png', 1, 2);
  await write('dog/b.png', 3, 4);
  await symlink('/gone/fish', join(folder, 'fish'));
  await expect(open()).rejects.toMatchObject({
    code: 'BAD_CONFIG',
    message: `--data ${folder}: fish is a link to /gone/fish, which is not there; mend or remove it`,
  });
});
