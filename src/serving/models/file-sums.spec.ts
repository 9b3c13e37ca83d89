import { appendFile, copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { onnxInputs, withOnnx } from '../../../test/support/own-onnx.js';
import { FileSums } from './file-sums.js';
import { readOnnxFile } from './onnx/onnx-file.js';

const digestOf = async (directory: string) => {
  const sums = new FileSums(directory, undefined);
  await readOnnxFile(directory, sums);
  return sums.digest();
};

it('knows a network by every file that it computes with, and by no other', async () => {
  const folder = await withOnnx('external');
  const weights = join(folder, 'external.weights');
  await copyFile(join(onnxInputs, 'external.weights'), weights);
  const digest = await digestOf(folder);
  await writeFile(join(folder, 'README.md'), 'of somebody');
  expect(await digestOf(folder)).toBe(digest);
  await appendFile(weights, Buffer.of(0));
  expect(await digestOf(folder)).not.toBe(digest);
});
