import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FolderDataset } from './folder.dataset.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seamline-csv-'));
  for (const name of ['a.png', 'b.png', 'c, d.png']) await writeFile(join(folder, name), name.slice(0, 2));
});
afterEach(() => rm(folder, { recursive: true }));

async function open(text: string) {
  const source = join(folder, 'labels.csv');
  await writeFile(source, text);
  const shape = { width: 2, height: 1, channels: 1 };
  const dataset = await FolderDataset.open(source, shape, async (file) => file);
  return dataset.files.map((file, at) => [file, dataset.image(at).label]);
}

const expected = [
  ['b.png', 'dog'],
  ['a.png', 'cat'],
];

it.each([
  ['no header', 'b.png,dog\na.png,cat\n'],
  ['a header, and other columns', 'id,Label,Path\n7,dog,b.png\n8,cat,a.png\n'],
  ['semicolons, a byte order mark and Windows lines', '\uFEFFfile;class\r\nb.png;dog\r\na.png;cat\r\n'],
  ['quotes and empty lines', '"b.png","dog"\n\n"a.png","cat"'],
])('reads a CSV with %s', async (_, text) => {
  expect(await open(text)).toEqual(expected);
});

it('reads quoted fields with commas, and absolute paths', async () => {
  const rows = [`"c, d.png","dog, large"`, `${join(folder, 'a.png')},cat`];
  expect(await open(rows.join('\n'))).toEqual([
    ['c, d.png', 'dog, large'],
    [join(folder, 'a.png'), 'cat'],
  ]);
});

it.each([
  ['a.png,cat\nb.png,dog\ngone.png,dog\n', "line 3: gone.png: no such file; paths begin at the CSV's folder"],
  ['path,label\na.png,cat\n\nb.png\n', 'line 4: b.png: expected a path and a label'],
  ['a.png,cat\n', '1 labels in it, expected 2 to 256'],
  ['a.png,"cat\n', 'Quote Not Closed'],
])('refuses %j', async (text, why) => {
  const refused = open(text);
  await expect(refused).rejects.toMatchObject({ code: 'BAD_CONFIG', message: expect.stringContaining(why) });
});

it('takes the order of the labels from labels.txt beside it', async () => {
  await writeFile(join(folder, 'labels.txt'), 'dog\ncat\n');
  expect(await open('b.png,dog\na.png,cat\n')).toEqual(expected);
});
