import { createHash } from 'node:crypto';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { softmax } from '../../../test/support/own-model.js';
import { onnxCard, onnxInputs, perChannel, withOnnx, withOnnxInput } from '../../../test/support/own-onnx.js';
import type { BackendChoice } from './backends/open-backends.js';
import { Engine } from './engine.js';
import { readModelCard } from './model-card.js';
import { ModelFolders } from './model-folders.js';
import { fromHalf, toHalf } from './onnx/half.js';
import { InputValues } from './onnx/input-values.js';
import { loadOnnxRuntime } from './onnx/onnx-runtime.js';

const answers = JSON.parse(await readFile(join(onnxInputs, 'answers.json'), 'utf8')) as Record<
  string,
  number[]
>;
const size = 4 * 3 * 3;
const pixels = Uint8Array.from({ length: 5 * size }, (_, at) => (at * 37) % 256);
const logits = { input: perChannel, output: 'logits' };

async function open(folder: string, backend: BackendChoice = 'auto'): Promise<Engine> {
  const cacheDirectory = join(folder, '../graphs');
  const engine = await Engine.open(folder, { backend, workers: 1, batchSize: 4, cacheDirectory });
  onTestFinished(() => engine.dispose());
  return engine;
}

const softmaxRows = (values: readonly number[] = []) =>
  Array.from({ length: values.length / 3 }, (_, row) => softmax(values.slice(3 * row, 3 * row + 3))).flat();

async function expectAnswers(engine: Engine, expected: readonly number[] = [], digits = 5): Promise<void> {
  const answer = await engine.predict(Uint8Array.from(pixels), 5);
  expect([...answer]).toEqual(expected.map((value) => expect.closeTo(value, digits) as number));
  const first = await engine.predict(pixels.slice(0, size), 1);
  expect([...first]).toEqual(expected.slice(0, 3).map((value) => expect.closeTo(value, digits) as number));
}

describe('an ONNX file', () => {
  it.each([
    ['with channels first', 'channels-first'],
    ['of one image at a time', 'batch-of-1'],
    ['of two images at a time', 'batch-of-2'],
  ])('%s answers what its exporter answers', async (_, name) => {
    const engine = await open(await withOnnx(name, logits));
    expect(engine.backend.name).toBe('onnx');
    await expectAnswers(engine, softmaxRows(answers[name]));
  });

  it('of half precision answers the same to three digits', async () => {
    await expectAnswers(await open(await withOnnx('float16', logits)), softmaxRows(answers['float16']), 2);
  });

  it.each(['channels-last', 'uint8', 'int64', 'sklearn'])(
    '%s answers what its exporter answers',
    async (name) => {
      const unit = { ...onnxCard.input, scale: 1 / 255 };
      const input = { 'channels-last': perChannel, sklearn: unit }[name] ?? onnxCard.input;
      await expectAnswers(await open(await withOnnx(name, { input })), answers[name]);
    },
  );

  it('with its weights in a second file of the folder answers the same', async () => {
    const folder = await withOnnx('external', logits);
    await copyFile(join(onnxInputs, 'external.weights'), join(folder, 'external.weights'));
    await expectAnswers(await open(folder, 'onnx'), softmaxRows(answers['channels-first']));
  });

  it.each([
    ['channels first', [3, 28, 20], 'float32', { channels: 3, height: 28, width: 20, layout: 'NCHW' }],
    ['channels last', [28, 20, 1], 'float32', { channels: 1, height: 28, width: 20 }],
    ['grey without channels', [28, 20], 'uint8', { channels: 1, height: 28, width: 20, scale: [1] }],
  ] as const)(
    'with labels.txt alone takes the size that its input says: %s',
    async (_, sizes, type, input) => {
      const folder = await withOnnxInput(sizes, type);
      const { name, version, labels, input: read } = await readModelCard(folder);
      expect({ name, version, labels }).toEqual({ name: 'mine', version: '7', labels: ['a', 'b', 'c'] });
      expect(read).toMatchObject({ ...input, offset: Array(input.channels).fill(0) as number[] });
      if (type === 'float32') expect(read.scale).toEqual(Array(input.channels).fill(1 / 255));
    },
  );

  it('makes its folder a version of the model', async () => {
    const folder = await withOnnx('uint8');
    expect(await new ModelFolders(join(folder, '../..')).versions('mine')).toEqual(['7']);
  });

  it('with the SHA-256 of each file in its card is taken, and refused when one differs', async () => {
    const folder = await withOnnx('external');
    await copyFile(join(onnxInputs, 'external.weights'), join(folder, 'external.weights'));
    const sums = ['model.onnx', 'external.weights'].map(async (name) => {
      const content = await readFile(join(folder, name));
      return [name, createHash('sha256').update(content).digest('hex')] as const;
    });
    const files = Object.fromEntries(await Promise.all(sums));
    await writeFile(join(folder, 'card.json'), JSON.stringify({ ...onnxCard, ...logits, files }));
    await open(folder);
    await writeFile(join(folder, 'external.weights'), new Uint8Array(480));
    await expect(open(folder)).rejects.toThrow(/external\.weights cannot be used: its SHA-256 is/);
  });
});

describe('the values of an input', () => {
  it('are zeros beyond the last image, also in memory that was used before', () => {
    const values = new InputValues(
      'float32',
      { width: 2, height: 1, channels: 1, scale: [2], offset: [1] },
      'NHWC',
    );
    expect([...values.of(Uint8Array.of(9, 9, 9, 9), 0, 2)]).toEqual([19, 19, 19, 19]);
    expect([...values.of(Uint8Array.of(1, 2, 3, 4, 5, 6), 2, 2)]).toEqual([11, 13, 0, 0]);
  });

  it('are halves as ONNX Runtime has them', async () => {
    const { Tensor } = loadOnnxRuntime();
    const numbers = [0, -0, 1, -2.5, 65504, 65520, 1e-8, 6e-8, 3e-5, 0.1, 1 / 3, Infinity, 2049, 2051];
    const halves = [
      0, 0x8000, 0x3c00, 0xc100, 0x7bff, 0x7c00, 0, 1, 0x1f7, 0x2e66, 0x3555, 0x7c00, 0x6800, 0x6802,
    ];
    expect(numbers.map(toHalf)).toEqual(halves);
    expect(new Tensor('float16', Uint16Array.from(halves), [halves.length]).type).toBe('float16');
    expect(halves.slice(2, 5).map(fromHalf)).toEqual([1, -2.5, 65504]);
    expect(fromHalf(toHalf(Number.NaN))).toBeNaN();
    expect(fromHalf(1)).toBe(2 ** -24);
  });
});
