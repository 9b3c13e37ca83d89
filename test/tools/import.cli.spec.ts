import { existsSync } from 'node:fs';
import { cp, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { importCommand } from '../../src/tools/cli/import.js';
import { catchPrinted } from '../support/printed.js';
import { png } from '../support/png.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const printed = catchPrinted();
const models = resolve(import.meta.dirname, '../inputs/models');
const inputs = (name: string) => join(models, name);

/** The folder of models of this test. */
let to = '';
beforeEach(async () => {
  to = await temporaryFolder();
  vi.stubEnv('DATA_DIR', await temporaryFolder());
  return () => vi.unstubAllEnvs();
});

/** What the command prints; nobody can be asked. */
async function run(...words: string[]): Promise<string> {
  printed.text = '';
  await importCommand()
    .exitOverride()
    .parseAsync([...words, '--to', to], { from: 'user' });
  return printed.text;
}

const cardOf = async (folder: string) =>
  JSON.parse(await readFile(join(to, folder, 'card.json'), 'utf8')) as Record<string, unknown>;

describe('seamline import', () => {
  it('writes an ONNX file of PyTorch with its card, and finds out that it answers logits', async () => {
    const file = inputs('torchscript-residual/model.onnx');
    const text = await run(file, '--name', 'pets', '--labels', 'cat, dog,bird,fish', '--preset', 'imagenet');
    expect(text).toMatch(/found +ONNX: an ONNX file, 7,161 bytes\n/);
    expect(text).toMatch(/network +input 3 × 16 × 16, output 4\n/);
    expect(text).toMatch(/pixels +16 × 16, colours, preset imagenet, as given\n/);
    expect(text).toMatch(/output +logits, as its answers look\nruns on +onnx\n/);
    expect(text).toMatch(`written: ${join(to, 'pets/1')}\n`);
    expect(await cardOf('pets/1')).toEqual({
      name: 'pets',
      version: '1',
      labels: ['cat', 'dog', 'bird', 'fish'],
      input: { preset: 'imagenet', width: 16, height: 16, channels: 3, layout: 'NCHW' },
      output: 'logits',
      files: { 'model.onnx': expect.stringMatching(/^[0-9a-f]{64}$/) as string },
    });
  });

  it('copies the weights that an ONNX file names, and nothing else', async () => {
    await run(inputs('dynamo-grouped-external'), '--name', 'g', '--labels', 'a,b,c', '--preset', 'imagenet');
    expect((await readdir(join(to, 'g/1'))).toSorted()).toEqual([
      'card.json',
      'model.onnx',
      'model.onnx.data',
    ]);
  });

  it('shows the likeliest labels of sample pictures, and names those that it cannot read', async () => {
    const pictures = await temporaryFolder();
    await writeFile(join(pictures, 'a.png'), png);
    await writeFile(join(pictures, 'b.png'), 'no picture');
    const labels = join(pictures, '.labels.txt');
    await writeFile(labels, 'cat\ndog\nbird\n');
    const words = ['--name', 'k', '--labels', labels, '--preset', 'unit', '--samples', pictures];
    const text = await run(inputs('keras3-plain'), ...words);
    expect(text).toMatch(/a\.png( +(cat|dog|bird) 0\.\d\d){3}\n/);
    expect(text).not.toMatch('b.png');
    expect(process.exitCode).toBe(1);
    process.exitCode = 0;
  });

  it('asks nothing of a model of Teachable Machine: labels, name and pixels come from its files', async () => {
    const folder = await temporaryFolder();
    await cp(inputs('keras2-nested'), folder, { recursive: true });
    await rename(join(folder, 'group1-shard1of1.bin'), join(folder, 'weights.bin'));
    const text = await readFile(join(folder, 'model.json'), 'utf8');
    await writeFile(join(folder, 'model.json'), text.replace('group1-shard1of1.bin', 'weights.bin'));
    const metadata = {
      modelName: 'my pets!',
      labels: ['cat', 'dog', 'bird'],
      imageSize: 224,
      tmVersion: '2.4.10',
    };
    await writeFile(join(folder, 'metadata.json'), JSON.stringify(metadata));
    await run(folder);
    expect(await cardOf('my-pets-/1')).toMatchObject({
      labels: ['cat', 'dog', 'bird'],
      input: { preset: 'teachable-machine', width: 12, height: 12, channels: 3 },
    });
  });

  it.each([
    ['one sigmoid', 'dynamo-one-sigmoid', 'no,yes', { output: 'sigmoid' }],
    ['three sigmoids', 'multilabel', 'a,b,c', { output: 'sigmoid' }],
    ['a softmax', 'torchscript-softmax', 'a,b,c', { output: 'probabilities' }],
  ])('finds out that a network answers with %s', async (_, name, labels, card) => {
    await run(inputs(name), '--name', 'x', '--labels', labels, '--preset', 'unit');
    expect(await cardOf('x/1')).toMatchObject(card);
  });

  it.each([
    ['takes uint8', 'uint8in', { scale: 1, offset: 0, type: 'int32' }],
    ['scales bytes itself', 'keras3-augmented', { scale: 1, offset: 0 }],
    ['takes uint8 as ONNX', 'keras2-tf2onnx-uint8', { scale: 1, offset: 0 }],
  ])('gives bytes to a network that %s', async (_, name, input) => {
    await run(inputs(name), '--name', 'x', '--labels', 'a,b,c');
    expect(await cardOf('x/1')).toMatchObject({ input });
  });

  it('takes rows of values as pictures of the size that is said', async () => {
    const words = ['--name', 'x', '--labels', 'a,b,c', '--preset', 'unit'];
    await expect(run(inputs('sklearn-mlp'), ...words)).rejects.toThrow(/add: --size .*its input is 64\)$/);
    await run(inputs('sklearn-mlp'), ...words, '--size', '8x8x1');
    expect(await cardOf('x/1')).toMatchObject({
      input: { preset: 'unit', width: 8, height: 8, channels: 1 },
    });
  });

  it('names every option that the files leave open, where nobody can be asked', async () => {
    const error = await run(inputs('keras3-plain')).catch((thrown: unknown) => thrown as Error);
    expect(String(error)).toMatch(/so add: --labels \(its 3 labels, .*\); --preset \(.*imagenet, tf, caffe/);
    expect(await readdir(to)).toEqual([]);
  });

  it('writes the next version, and overwrites none', async () => {
    const words = [inputs('dynamo-one-sigmoid'), '--name', 'x', '--labels', 'no,yes', '--preset', 'unit'];
    await run(...words);
    await run(...words);
    expect((await readdir(join(to, 'x'))).toSorted()).toEqual(['1', '2']);
    await expect(run(...words, '--model-version', '1')).rejects.toThrow(
      'x@1 is there and is not overwritten; the next free version is 3',
    );
  });

  it('leaves nothing of a network that cannot be served, and says what helps', async () => {
    const words = ['--name', 'x', '--labels', 'a,b,c', '--preset', 'unit'];
    const file = join(inputs('refused-keras3-relu-threshold'), 'model.json');
    await expect(run(inputs('refused-keras3-relu-threshold'), ...words)).rejects.toThrow(
      `${file} cannot be used: its layer re_lu`,
    );
    await expect(run(inputs('g_augment'), ...words.with(3, 'a,b'))).rejects.toThrow(
      /its output is 3, expected 2/,
    );
    expect(await readdir(to)).toEqual([]);
  });

  it.each([
    ['model.h5', /format="onnx".*tensorflowjs_converter/],
    ['model.pt', /torch\.onnx\.export/],
    ['model.pkl', /skl2onnx/],
    ['model.tflite', /tf2onnx\.convert --tflite/],
    ['saved_model.pb', /tf2onnx\.convert --saved-model/],
    ['notes.txt', /it is no ONNX file and no model\.json$/],
  ])('says of %s how to export it', async (name, help) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, name), '');
    await expect(run(join(folder, name))).rejects.toThrow(help);
    if (name === 'notes.txt') return;
    await expect(run(folder)).rejects.toThrow(help);
  });

  it('prints JSON alone, on request', async () => {
    const text = await run(
      inputs('dynamo-one-sigmoid'),
      '--name',
      'x',
      '--labels',
      'no,yes',
      '--preset',
      'unit',
      '--json',
    );
    expect(JSON.parse(text)).toMatchObject({
      folder: join(to, 'x/1'),
      found: { format: 'ONNX', input: [1, 12, 12], outputs: [[1]] },
      card: { name: 'x', version: '1', output: 'sigmoid' },
      samples: [],
    });
    expect(existsSync(join(to, 'x/1/model.onnx'))).toBe(true);
  });

  it('reads labels of JSON, and names a list that is none', async () => {
    const labels = join(await temporaryFolder(), 'labels.json');
    await writeFile(labels, '{"0": "no", "1": "yes"}');
    await run(inputs('dynamo-one-sigmoid'), '--name', 'x', '--labels', labels, '--preset', 'unit');
    expect(await cardOf('x/1')).toMatchObject({ labels: ['no', 'yes'] });
    const one = ['--name', 'y', '--labels', 'no', '--preset', 'unit'];
    await expect(run(inputs('dynamo-one-sigmoid'), ...one)).rejects.toThrow(
      '--labels: "no" is no file and no list such as cat,dog',
    );
  });
});
