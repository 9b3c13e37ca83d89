import { createHash } from 'node:crypto';
import { copyFile, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { emptyFolder, softmax } from '../../../test/support/own-model.js';
import { type BackendChoice, openBackends } from './backends/open-backends.js';
import { Engine } from './engine.js';
import { readModelCard } from './model-card.js';
import { ModelFolders } from './model-folders.js';
import { decodeOnnx, encodeOnnx } from './onnx/onnx-messages.js';
import { loadOnnxRuntime } from './onnx/onnx-runtime.js';
import { InputValues } from './onnx/input-values.js';
import { fromHalf, toHalf } from './onnx/half.js';

const inputs = fileURLToPath(new URL('../../../test/inputs/models/onnx/', import.meta.url));
const answers = JSON.parse(await readFile(join(inputs, 'answers.json'), 'utf8')) as Record<string, number[]>;
/** Five images of 4 × 3 pixels in three channels, as make.py has them. */
const size = 4 * 3 * 3;
const pixels = Uint8Array.from({ length: 5 * size }, (_, at) => (at * 37) % 256);
const card = {
  name: 'mine',
  version: '7',
  labels: ['a', 'b', 'c'],
  input: { width: 4, height: 3, channels: 3, scale: 1, offset: 0 },
};

/** A folder with one of the files of make.py, and a card. */
async function withFile(name: string, changes: object = {}): Promise<string> {
  const folder = await emptyFolder();
  await copyFile(join(inputs, `${name}.onnx`), join(folder, 'model.onnx'));
  await writeFile(join(folder, 'card.json'), JSON.stringify({ ...card, ...changes }));
  return folder;
}
