import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import {
  maxWeightBytes,
  mistakesIn,
  parseJson,
  readModelFile,
  staysInside,
  unusable,
} from '../../serving/models/model-files.js';
import { onnxFile, parseOnnx } from '../../serving/models/onnx/onnx-file.js';
import { weightFilesOf } from '../../serving/models/onnx/onnx-parts.js';
import type { FoundModel } from './find-model.js';

const manifestSchema = z.object({ weightsManifest: z.array(z.object({ paths: z.array(z.string()) })) });

/** The names of copied files, with the SHA-256 and the bytes of each. */
export type Copied = Readonly<Record<string, { readonly sum: string; readonly bytes: number }>>;

/**
 * Copies the network and the weights that it names, and nothing else, into a folder of the form that is served.
 *
 * @throws UnavailableError `MODEL_UNAVAILABLE` for a file that is missing, or outside of the model's folder.
 */
export async function copyFiles({ directory, network }: FoundModel, to: string): Promise<Copied> {
  const isOnnx = network !== 'model.json';
  const content = await readModelFile(directory, network, isOnnx ? maxWeightBytes : undefined);
  const path = join(directory, network);
  const names = isOnnx ? weightsOfOnnx(path, content) : weightsOfManifest(path, content);
  const served = isOnnx ? onnxFile : 'model.json';
  const copied = [[served, await put(to, served, content)]];
  for (const name of names) {
    if (!staysInside(name)) throw unusable(path, `its weights "${name}" lead out of the folder`);
    copied.push([name, await put(to, name, await readModelFile(directory, name, maxWeightBytes))]);
  }
  return Object.fromEntries(copied) as Copied;
}

function weightsOfManifest(path: string, content: Buffer): Set<string> {
  const read = manifestSchema.safeParse(parseJson(path, content));
  if (!read.success) throw unusable(path, mistakesIn(read.error));
  return new Set(read.data.weightsManifest.flatMap(({ paths }) => paths));
}

const weightsOfOnnx = (path: string, content: Buffer): Set<string> =>
  new Set([...weightFilesOf(parseOnnx(path, content))].map(({ file }) => file));

async function put(to: string, name: string, content: Buffer) {
  await mkdir(dirname(join(to, name)), { recursive: true });
  await writeFile(join(to, name), content);
  return { sum: createHash('sha256').update(content).digest('hex'), bytes: content.length };
}
