import { join } from 'node:path';
import type { io } from '@tensorflow/tfjs';
import { z } from 'zod';
import type { FileSums } from './file-sums.js';
import {
  maxWeightBytes,
  mistakesIn,
  readModelFile,
  readModelJson,
  sizeOf,
  staysInside,
  unusable,
} from './model-files.js';

const bytesPerValue = {
  float32: 4,
  int32: 4,
  bool: 1,
  complex64: 8,
  uint8: 1,
  uint16: 2,
  float16: 2,
} as const;

const weightSchema = z.looseObject({
  name: z.string(),
  shape: z.array(z.int().nonnegative()),
  dtype: z.enum(['float32', 'int32', 'bool', 'complex64', 'string']),
  quantization: z.looseObject({ dtype: z.enum(['uint8', 'uint16', 'float16']) }).optional(),
});

const groupSchema = z.object({
  paths: z.array(z.string().refine(staysInside, 'leads out of the folder')).min(1),
  weights: z.array(weightSchema),
});

const modelSchema = z.object({
  format: z.string().optional(),
  generatedBy: z.string().nullish(),
  convertedBy: z.string().nullish(),
  modelTopology: z.looseObject({}),
  weightsManifest: z.array(groupSchema),
  signature: z.looseObject({}).optional(),
  userDefinedMetadata: z.looseObject({}).optional(),
  modelInitializer: z.looseObject({}).optional(),
  initializerSignature: z.looseObject({}).optional(),
});

type WeightGroup = z.infer<typeof groupSchema>;

/** The content of a model's folder, checked but not yet in an engine's memory. */
export interface NetworkArtifacts {
  readonly format: 'layers-model' | 'graph-model';
  readonly artifacts: io.ModelArtifacts;
  readonly directory: string;
}

/** A network's description, without the content of its weights. */
export type DescribedNetwork = Pick<NetworkArtifacts, 'format' | 'artifacts'>;

/**
 * Reads `model.json` and the weights that it names: Layers or Graph format, in any number of files.
 *
 * @throws UnavailableError `MODEL_UNAVAILABLE` that names the file, the field, and the mistake.
 */
export async function readArtifacts(directory: string): Promise<NetworkArtifacts> {
  const { format, artifacts, names } = await describe(directory);
  const weightData: ArrayBuffer[] = [];
  for (const name of names) {
    weightData.push(exactBuffer(await readModelFile(directory, name, maxWeightBytes)));
  }
  return { format, artifacts: { ...artifacts, weightData }, directory };
}

/**
 * Checks all that `readArtifacts` will read, without holding the weights in memory.
 *
 * @param sums gets every file.
 * @throws as `readArtifacts` does, and for a file that differs from `sums`.
 */
export async function checkArtifacts(directory: string, sums: FileSums): Promise<DescribedNetwork> {
  await sums.add('model.json');
  const { names, ...network } = await describe(directory);
  for (const name of names) await sums.add(name);
  return network;
}

async function describe(
  directory: string,
): Promise<DescribedNetwork & { readonly names: readonly string[] }> {
  const path = join(directory, 'model.json');
  const model = modelSchema.safeParse(await readModelJson(directory, 'model.json'));
  if (!model.success) throw unusable(path, mistakesIn(model.error));
  const { format, weightsManifest, ...rest } = model.data;
  await checkSizes(directory, weightsManifest);
  const isGraph = format === 'graph-model' || 'node' in rest.modelTopology;
  const weightSpecs = weightsManifest.flatMap(({ weights }) => weights) as unknown[];
  return {
    format: isGraph ? 'graph-model' : 'layers-model',
    artifacts: { ...rest, weightSpecs } as io.ModelArtifacts,
    names: weightsManifest.flatMap(({ paths }) => paths),
  };
}

/** Sizes are compared before any weights are read. */
async function checkSizes(directory: string, groups: readonly WeightGroup[]): Promise<void> {
  const sizes = await Promise.all(groups.map((group) => groupSize(directory, group)));
  const total = sizes.reduce((sum, bytes) => sum + bytes, 0);
  if (total > maxWeightBytes) {
    throw unusable(directory, `its weights have ${total} bytes, allowed are ${maxWeightBytes}`);
  }
  groups.forEach((group, index) => checkSize(directory, group, sizes[index] as number));
}

async function groupSize(directory: string, { paths }: WeightGroup): Promise<number> {
  let size = 0;
  for (const name of paths) size += await sizeOf(directory, name);
  return size;
}

function checkSize(directory: string, { paths, weights }: WeightGroup, size: number): void {
  const expected = weights.map(byteLength).reduce((sum, bytes) => sum + bytes, 0);
  // Texts have no fixed length.
  const open = weights.some(({ dtype, quantization }) => dtype === 'string' && !quantization);
  if (size === expected || open) return;
  const files = paths.map((name) => join(directory, name)).join(', ');
  throw unusable(files, `${size} bytes, expected ${expected} as weightsManifest in model.json says`);
}

function byteLength({ shape, dtype, quantization }: z.infer<typeof weightSchema>): number {
  const kept = quantization?.dtype ?? dtype;
  return kept === 'string' ? 0 : shape.reduce((product, size) => product * size, bytesPerValue[kept]);
}

/** Small buffers share one piece of memory with others. */
function exactBuffer({ buffer, byteOffset, byteLength: length }: Buffer): ArrayBuffer {
  const whole = length === buffer.byteLength;
  return (whole ? buffer : buffer.slice(byteOffset, byteOffset + length)) as ArrayBuffer;
}
