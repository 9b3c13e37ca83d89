import { existsSync } from 'node:fs';
import { readFile, realpath, stat } from 'node:fs/promises';
import { join, posix, sep, win32 } from 'node:path';
import type { z } from 'zod';
import { excessOf } from '../../foundation/contract/json-cost.js';
import { errorText, UnavailableError } from '../../foundation/errors/app.error.js';
import { quoted } from '../../foundation/errors/quoted.js';

/** In bytes. The whole description of a model is read into memory; a larger file is no description. */
const maxTextBytes = 64 * 2 ** 20;
/** In bytes. Weights are held in memory, once per thread and backend. */
export const maxWeightBytes = 2 ** 30;
/** A network inside a network adds about six levels. The file's bytes limit the rest. */
const limits = { levels: 200, lists: Infinity, names: Infinity };

/** The files that a network may be in. */
const networkFiles = ['model.json', 'model.onnx'] as const;

/** The network's file in a model's folder; undefined in a folder without one. `model.json` goes first. */
export const networkFileIn = (directory: string): (typeof networkFiles)[number] | undefined =>
  networkFiles.find((name) => existsSync(join(directory, name)));

/** Whether a name in a model's files means a file inside its folder. Links are checked when the file is read. */
export function staysInside(name: string): boolean {
  const absolute = posix.isAbsolute(name) || win32.isAbsolute(name);
  return name !== '' && !absolute && !name.split(/[\\/]/).includes('..');
}

/**
 * The size in bytes of one of a model's files, before it is read.
 *
 * @throws UnavailableError `MODEL_UNAVAILABLE` when it is missing, no regular file, or leads out of the folder.
 */
export async function sizeOf(directory: string, name: string): Promise<number> {
  const path = join(directory, name);
  const { root, file, found } = await look(directory, path);
  if (!staysInside(name) || !file.startsWith(root + sep)) throw unusable(path, 'it is outside of the folder');
  if (!found.isFile()) throw unusable(path, 'it is no file');
  return found.size;
}

/** Reads one of a model's files. @throws as `sizeOf` does. */
export async function readModelFile(
  directory: string,
  name: string,
  maxBytes = maxTextBytes,
): Promise<Buffer> {
  const path = join(directory, name);
  const size = await sizeOf(directory, name);
  if (size > maxBytes) throw unusable(path, `it has ${size} bytes, allowed are ${maxBytes}`);
  try {
    return await readFile(path);
  } catch (cause) {
    throw unusable(path, errorText(cause), cause);
  }
}

/** The parsed content of one of a model's files. */
export async function readModelJson(directory: string, name: string): Promise<unknown> {
  return parseJson(join(directory, name), await readModelFile(directory, name));
}

/** @throws UnavailableError `MODEL_UNAVAILABLE` for what is no JSON, or nested deeper than 200 levels. */
export function parseJson(path: string, content: Buffer): unknown {
  // TensorFlow.js follows every level with a call of its own, and a stack overflow names no file.
  const excess = excessOf(content, limits);
  if (excess !== undefined) throw unusable(path, `it has more than ${excess}`);
  try {
    return JSON.parse(content.toString('utf8'));
  } catch (cause) {
    throw unusable(path, errorText(cause), cause);
  }
}

/**
 * Every wrong field, on one line.
 *
 * @param content what was parsed; where it is given, each mistake ends with the value seen.
 */
export function mistakesIn(error: z.ZodError, content?: unknown): string {
  return error.issues
    .map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}${seenAt(path, content)}`)
    .join('; ');
}

function seenAt(path: readonly PropertyKey[], content: unknown): string {
  const value = path.reduce<unknown>(
    (part, key) => (part as Record<PropertyKey, unknown> | undefined)?.[key],
    content,
  );
  return value === undefined || value === null || typeof value === 'object'
    ? ''
    : ` (seen: ${typeof value === 'string' ? quoted(value) : String(value as number)})`;
}

export function unusable(path: string, what: string, cause?: unknown): UnavailableError {
  return new UnavailableError('MODEL_UNAVAILABLE', `${path} cannot be used: ${what}`, { cause });
}

async function look(directory: string, path: string) {
  try {
    return { root: await realpath(directory), file: await realpath(path), found: await stat(path) };
  } catch (cause) {
    throw unusable(path, errorText(cause), cause);
  }
}
