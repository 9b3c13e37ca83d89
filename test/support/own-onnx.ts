import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeOnnx, encodeOnnx } from '../../src/serving/models/onnx/onnx-messages.js';
import { elementTypes } from '../../src/serving/models/onnx/onnx-types.js';
import { emptyFolder } from './own-model.js';

/** The ONNX files that make.py has written there. */
export const onnxInputs = fileURLToPath(new URL('../inputs/models/onnx/', import.meta.url));

/** Fits images of 4 × 3 pixels in three channels, as make.py has them. */
export const onnxCard = {
  name: 'mine',
  version: '7',
  labels: ['a', 'b', 'c'],
  input: { width: 4, height: 3, channels: 3, scale: 1, offset: 0 },
};

/** Bytes become other numbers in each channel, as in make.py. */
export const perChannel = {
  ...onnxCard.input,
  scale: [1 / 127.5, 1 / 58, 1 / 255],
  offset: [-1, -2, 0.5],
};

/** A folder with one of the files of make.py, and a card. */
export async function withOnnx(name: string, changes: object = {}): Promise<string> {
  const folder = await emptyFolder();
  await copyFile(join(onnxInputs, `${name}.onnx`), join(folder, 'model.onnx'));
  await writeFile(join(folder, 'card.json'), JSON.stringify({ ...onnxCard, ...changes }));
  return folder;
}

/** A folder with labels.txt alone, and a file whose input has these sizes. */
export async function withOnnxInput(
  sizes: readonly number[],
  type: keyof typeof elementTypes,
): Promise<string> {
  const folder = await withOnnx('uint8');
  const path = join(folder, 'model.onnx');
  const model = decodeOnnx(await readFile(path));
  const dim = [{ dimParam: 'n' }, ...sizes.map((dimValue) => ({ dimValue }))];
  const input = [{ name: 'image', type: { tensorType: { elemType: elementTypes[type], shape: { dim } } } }];
  await writeFile(path, encodeOnnx({ ...model, graph: { ...model.graph, input } } as typeof model));
  await rm(join(folder, 'card.json'));
  await writeFile(join(folder, 'labels.txt'), 'a\nb\nc\n');
  return folder;
}
