import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { importCommand } from '../../src/tools/cli/import.js';
import { catchPrinted } from '../support/printed.js';
import { temporaryFolder } from '../support/temporary-folder.js';

catchPrinted();
const program = resolve(import.meta.dirname, '../../dist/tools/cli/seamline.js');
const inputs = (name: string) => resolve(import.meta.dirname, '../inputs/models', name);
const oneSigmoid = join(inputs('dynamo-one-sigmoid'), 'model.onnx');
const threeSigmoids = join(inputs('dynamo-three-sigmoids'), 'model.onnx');

let to = '';
beforeEach(async () => {
  to = await temporaryFolder();
  vi.stubEnv('DATA_DIR', await temporaryFolder());
  return () => vi.unstubAllEnvs();
});

const run = (...words: string[]) =>
  importCommand()
    .exitOverride()
    .parseAsync([...words, '--name', 'x', '--preset', 'unit', '--to', to], { from: 'user' });

/** Imports with a file of labels of this name and content. */
async function labelled(name: string, content: string | Uint8Array, model = threeSigmoids) {
  const file = join(await temporaryFolder(), name);
  await writeFile(file, content);
  await run(model, '--labels', file);
  const card = JSON.parse(await readFile(join(to, 'x/1/card.json'), 'utf8')) as { labels: string[] };
  return card.labels;
}

describe('seamline import, of labels', () => {
  it('reads those of class_to_idx in the order of their numbers', async () => {
    expect(await labelled('l.json', '{"dog": 1, "cat": 0, "eel": 2}')).toEqual(['cat', 'dog', 'eel']);
  });

  it.each([
    [
      'l.json',
      '{"1": "a", "2": "b", "3": "c"}',
      /there is no label 0, expected one for each number from 0 to 2/,
    ],
    ['l.json', '[["a"], {}, null]', /expected \["cat", "dog"\], \{"0": "cat"/],
    ['l.json', '"abc"', /expected \["cat", "dog"\]/],
    ['l.json', 'null', /expected \["cat", "dog"\]/],
    ['l.txt', Buffer.from('caf\xe9\nb\nc', 'latin1'), /l\.txt cannot be read: it is no UTF-8 text/],
    ['l.txt', 'a\u0007\nb\nc', /label 1 of 3, "a\\u0007", has control characters/],
  ])('refuses %s with %s', async (name, content, text) => {
    await expect(labelled(name, content)).rejects.toThrow(text);
    expect(await readdir(to)).toEqual([]);
  });

  it('takes no labels of a pipe, which may never end', async () => {
    const pipe = join(await temporaryFolder(), 'pipe');
    await promisify(execFile)('mkfifo', [pipe]);
    await expect(run(threeSigmoids, '--labels', pipe)).rejects.toThrow(
      `${pipe} cannot be read: it is no file`,
    );
  });

  it('refuses 100,000 labels for three values at once', async () => {
    const labels = Array.from({ length: 100_000 }, (_, at) => `label ${at}`).join('\n');
    await expect(labelled('l.txt', labels)).rejects.toThrow(/its output is 3, expected 100000/);
  });
});

describe('seamline import, of a file that cannot be served', () => {
  it('names the file that was given', async () => {
    const file = join(await temporaryFolder(), 'mine.onnx');
    await copyFile(threeSigmoids, file);
    await expect(run(file, '--labels', 'a,b')).rejects.toThrow(`${file} cannot be used: its output is 3`);
  });
});

describe('seamline import that was killed', () => {
  it('has its draft removed by the next import; that of a running process stays', async () => {
    const ended = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
    await once(ended, 'exit');
    const drafts = [
      `.import-${ended.pid}`,
      `.import-${process.pid}-${hostname()}`,
      `.import-${process.ppid}`,
    ];
    for (const name of drafts) await mkdir(join(to, name));
    await writeFile(join(to, drafts[1] as string, 'model.json'), '{}');
    await run(oneSigmoid, '--labels', 'no,yes');
    expect((await readdir(to)).toSorted()).toEqual([`.import-${process.ppid}`, 'x'].toSorted());
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('leaves nothing after %s, and ends by it', async (signal) => {
    const pictures = await temporaryFolder();
    await promisify(execFile)('mkfifo', [join(pictures, 'a.png')]);
    const words = '--name x --labels no,yes --preset unit'.split(' ');
    const places = ['--samples', pictures, '--to', to];
    const child = spawn(process.execPath, [program, 'import', oneSigmoid, ...words, ...places]);
    child.stdin.end();
    const ended = once(child, 'exit');
    await once(child.stdout, 'data');
    child.kill(signal);
    expect(await ended).toEqual([null, signal]);
    expect(await readdir(to)).toEqual([]);
  });
});
