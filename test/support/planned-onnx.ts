import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs';
import { onTestFinished } from 'vitest';
import type { Backend, NetworkInput } from '../../src/serving/models/backends/backend.js';
import { openWrittenOnnx } from '../../src/serving/models/backends/onnx.backend.js';
import { writeOnnx } from '../../src/serving/models/onnx/write-onnx.js';
import { planNetwork } from '../../src/serving/models/plan-network.js';

/** The plan's ONNX file, opened. */
export async function onnxOf(network: LayersModel, image: NetworkInput): Promise<Backend> {
  const folder = await mkdtemp(join(tmpdir(), 'seamline-onnx-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'network.onnx');
  const classes = network.outputs[0]?.shape.at(-1) ?? 0;
  await writeFile(file, writeOnnx(planNetwork(network), image, classes));
  return openWrittenOnnx(file, image);
}

/** The greatest difference between two answers. */
export function furthest(one: Float32Array, other: Float32Array): number {
  return one.reduce((far, value, at) => Math.max(far, Math.abs(value - (other[at] ?? Number.NaN))), 0);
}
