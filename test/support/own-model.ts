import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { io, LayersModel } from '@tensorflow/tfjs';
import { onTestFinished } from 'vitest';

/** One weight as it is stored: its entry in the manifest, and its bytes. */
export interface StoredWeight {
  readonly entry: {
    readonly name: string;
    readonly shape: readonly number[];
    readonly dtype: string;
    readonly quantization?: object;
  };
  readonly bytes: Uint8Array;
}

export interface StoredModel {
  readonly format: string;
  readonly modelTopology: object;
  readonly signature?: object;
  readonly weights: readonly StoredWeight[];
}

const bytesOf = ({ buffer, byteOffset, byteLength }: NodeJS.TypedArray) =>
  new Uint8Array(buffer, byteOffset, byteLength);

export const floats = (name: string, shape: readonly number[], values: readonly number[]): StoredWeight => ({
  entry: { name, shape, dtype: 'float32' },
  bytes: bytesOf(Float32Array.from(values)),
});

const integers = (name: string, values: readonly number[]): StoredWeight => ({
  entry: { name, shape: [values.length], dtype: 'int32' },
  bytes: bytesOf(Int32Array.from(values)),
});

/** Values as the converter's quantization keeps them: `scale` × code + `min`, or halves. */
export const quantized = (
  { entry }: StoredWeight,
  codes: Uint8Array | Uint16Array,
  quantization: object,
): StoredWeight => ({
  entry: { ...entry, quantization },
  bytes: bytesOf(codes),
});

/** 4 × 3, for the four pixels of a 2 × 2 image and three labels. */
export const matrix = [1, -1, 0.5, 2, 0, -2, 0.5, 1, 1.5, -0.5, 3, -1];
export const matrixWeight = floats('matrix', [4, 3], matrix);

const shapeOf = (sizes: readonly number[]) => ({
  shape: { dim: sizes.map((size) => ({ size: String(size) })) },
});

/** A graph as TensorFlow's converter writes it: reshape, multiply, and softmax where it is asked for. */
export function smallGraph({
  weight = matrixWeight,
  end = 'Softmax',
  input = [-1, 2, 2, 1],
  dtype = 'DT_FLOAT',
}: {
  readonly weight?: StoredWeight;
  readonly end?: string;
  readonly input?: readonly number[];
  readonly dtype?: string;
} = {}): StoredModel {
  const float = { T: { type: 'DT_FLOAT' } };
  return {
    format: 'graph-model',
    modelTopology: {
      node: [
        { name: 'image', op: 'Placeholder', attr: { dtype: { type: dtype }, shape: shapeOf(input) } },
        { name: 'row', op: 'Const', attr: { dtype: { type: 'DT_INT32' } } },
        { name: 'matrix', op: 'Const', attr: { dtype: { type: 'DT_FLOAT' } } },
        { name: 'flat', op: 'Reshape', input: ['image', 'row'], attr: float },
        { name: 'product', op: 'MatMul', input: ['flat', 'matrix'], attr: float },
        { name: 'answer', op: end, input: ['product'], attr: float },
      ],
      library: {},
      versions: { producer: 1087, minConsumer: 12 },
    },
    signature: {
      inputs: { image: { name: 'image:0', dtype, tensorShape: shapeOf(input).shape } },
      outputs: { answer: { name: 'answer:0', dtype: 'DT_FLOAT', tensorShape: shapeOf([-1, 3]).shape } },
    },
    weights: [integers('row', [-1, 4]), weight],
  };
}

/** What TensorFlow.js itself saves. */
export async function stored(network: LayersModel): Promise<StoredModel> {
  let saved: io.ModelArtifacts | undefined;
  await network.save({
    save: async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    },
  });
  const tensors = network.getWeights();
  const weights = (saved?.weightSpecs ?? []).map(({ name, shape }, index) =>
    floats(name, shape, [...(tensors[index]?.dataSync() ?? [])]),
  );
  return { format: 'layers-model', modelTopology: saved?.modelTopology as object, weights };
}

/** A card for 2 × 2 grey images and three labels. */
export const smallCard = {
  name: 'mine',
  version: '7',
  labels: ['a', 'b', 'c'],
  input: { width: 2, height: 2, channels: 1, scale: 1 / 100, offset: -1 },
};

/** An empty folder `mine/7` of this test's own. */
export async function emptyFolder(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'seamline-own-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const folder = join(root, 'mine/7');
  await mkdir(folder, { recursive: true });
  return folder;
}

/**
 * Puts a model into a folder: `model.json`, its weights cut into files at any byte, and what stands beside them.
 *
 * @param paths The files of the weights; all but the last take 10 bytes.
 */
export async function putModel(
  folder: string,
  { weights, ...model }: StoredModel,
  beside: Readonly<Record<string, object | string>> = { 'card.json': smallCard },
  paths: readonly string[] = ['weights.bin'],
): Promise<void> {
  const bytes = Buffer.concat(weights.map((weight) => weight.bytes));
  const weightsManifest = [{ paths, weights: weights.map(({ entry }) => entry) }];
  const files = { ...beside, 'model.json': { ...model, weightsManifest } };
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  for (const [index, path] of paths.entries()) {
    const end = index === paths.length - 1 ? undefined : 10 * (index + 1);
    await mkdir(join(folder, dirname(path)), { recursive: true });
    await writeFile(join(folder, path), bytes.subarray(10 * index, end));
  }
}

/** The softmax of `values`, in plain arithmetic. */
export function softmax(values: readonly number[]): number[] {
  const powers = values.map(Math.exp);
  const sum = powers.reduce((total, power) => total + power);
  return powers.map((power) => power / sum);
}

/** A row of inputs times a matrix of three columns, in plain arithmetic. */
export const timesMatrix = (row: readonly number[], values: readonly number[] = matrix) =>
  [0, 1, 2].map((column) =>
    row.reduce((sum, value, at) => sum + value * (values[at * 3 + column] ?? Number.NaN), 0),
  );
