import { join } from 'node:path';
import { errorText } from '../../../foundation/errors/app.error.js';
import type { FileSums } from '../file-sums.js';
import { maxWeightBytes, readModelFile, sizeOf, staysInside, unusable } from '../model-files.js';
import { decodeOnnx, type OnnxGraph, type OnnxModel, type OnnxPort } from './onnx-messages.js';
import { nodesOf, weightFilesOf } from './onnx-parts.js';
import { elementTypes } from './onnx-types.js';

export const onnxFile = 'model.onnx';

export type ElementType = keyof typeof elementTypes;

/** An input or output as the file declares it. Open sizes are null; a sequence or a map has no type. */
export interface OnnxFilePort {
  readonly name: string;
  readonly dtype?: ElementType | undefined;
  readonly shape?: readonly (number | null)[] | undefined;
}

export interface OnnxFilePorts {
  readonly inputs: readonly OnnxFilePort[];
  readonly outputs: readonly OnnxFilePort[];
}

/** Domains of the operators that are inside ONNX Runtime. */
const builtIn = new Set(['', 'ai.onnx', 'ai.onnx.ml', 'com.microsoft']);

const typeNames = new Map<number, ElementType>(
  Object.entries(elementTypes).map(([name, id]) => [id, name as ElementType]),
);

/**
 * Reads `model.onnx` of a model's folder, before a session opens it.
 *
 * @param sums gets every file. Default: nothing is hashed.
 * @throws UnavailableError `MODEL_UNAVAILABLE` for a damaged file, an operator that is not part of ONNX, and weights
 *   outside of the folder.
 */
export async function readOnnxFile(directory: string, sums?: FileSums): Promise<OnnxFilePorts> {
  const path = join(directory, onnxFile);
  await sums?.add(onnxFile);
  const content = await readModelFile(directory, onnxFile, maxWeightBytes);
  const model = decoded(path, content);
  refuseForeignOperators(path, model);
  for (const name of await weightFiles(directory, model, content.length)) await sums?.add(name);
  return portsOf(model.graph);
}

const damaged = (path: string, why: string, cause?: unknown) =>
  unusable(path, `it is no ONNX file, or is damaged (${why})`, cause);

/** @throws UnavailableError `MODEL_UNAVAILABLE` for bytes that are no message of this kind. */
export function parseOnnx(path: string, content: Uint8Array): OnnxModel {
  try {
    return decodeOnnx(content);
  } catch (cause) {
    throw damaged(path, errorText(cause), cause);
  }
}

function decoded(path: string, content: Uint8Array): OnnxModel & { readonly graph: OnnxGraph } {
  const model = parseOnnx(path, content);
  const { graph, opsetImport } = model;
  if (!graph || graph.node.length === 0) throw damaged(path, 'it has no graph');
  if (opsetImport.length === 0) throw damaged(path, 'it names no set of operators');
  return { ...model, graph };
}

/** A custom operator needs a library of its own, and no code is loaded with a model. */
function refuseForeignOperators(path: string, model: OnnxModel): void {
  const keyOf = (domain: string | undefined, name: string) => `${domain ?? ''}:${name}`;
  const own = new Set(model.functions?.map(({ domain, name }) => keyOf(domain, name)));
  for (const { domain = '', opType } of nodesOf(model)) {
    if (builtIn.has(domain) || own.has(keyOf(domain, opType))) continue;
    throw unusable(path, `ONNX has no operation "${domain}.${opType}", and no code is loaded with a model`);
  }
}

/** The other files of the folder that hold weights. All that ONNX Runtime will read is checked first. */
async function weightFiles(directory: string, model: OnnxModel, modelBytes: number): Promise<Set<string>> {
  const path = join(directory, onnxFile);
  const names = new Set<string>();
  for (const { weight, file } of weightFilesOf(model)) {
    if (!staysInside(file)) {
      throw unusable(path, `the file of its weight "${weight}", "${file}", leads out of the folder`);
    }
    names.add(file);
  }
  let total = modelBytes;
  for (const name of names) total += await sizeOf(directory, name);
  if (total <= maxWeightBytes) return names;
  throw unusable(directory, `its files have ${total} bytes, allowed are ${maxWeightBytes}`);
}

/** Old files list their weights among the inputs, too. */
function portsOf({ input, output, initializer }: OnnxGraph): OnnxFilePorts {
  const weights = new Set(initializer.map(({ name }) => name));
  return { inputs: input.filter(({ name }) => !weights.has(name)).map(portOf), outputs: output.map(portOf) };
}

function portOf({ name, type }: OnnxPort): OnnxFilePort {
  const tensor = type?.tensorType;
  const sizes = tensor?.shape?.dim.map(({ dimValue }) => Number(dimValue ?? 0));
  const shape = sizes?.map((size) => (size > 0 ? size : null));
  return { name, dtype: tensor ? typeNames.get(tensor.elemType) : undefined, shape };
}
