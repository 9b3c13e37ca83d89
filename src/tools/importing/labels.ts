import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { z } from 'zod';
import { isPrintable } from '../../events/attribute-text.js';
import { errorText, InvalidError } from '../../foundation/errors/app.error.js';
import { quoted } from '../../foundation/errors/quoted.js';
import { labelLines, modelLabelsFile } from '../../serving/models/labels-file.js';
import type { FoundModel } from './find-model.js';

/** In bytes. More is no list of labels. */
const maxBytes = 64 * 2 ** 20;

/** The labels that came with the model, if any: in Teachable Machine's metadata, or in `labels.txt`. */
export async function foundLabels({
  metadata,
  directory,
}: FoundModel): Promise<readonly string[] | undefined> {
  if (metadata) return metadata.labels;
  const path = join(directory, modelLabelsFile);
  return existsSync(path) ? readLabels(path) : undefined;
}

/**
 * Reads labels as people give them: a file of one label a line, a JSON file (a list, an object from index to label, or
 * one from label to index), or the labels themselves with commas between them.
 *
 * @throws InvalidError `BAD_CONFIG` that names the mistake.
 */
export async function readLabels(text: string): Promise<readonly string[]> {
  const labels = existsSync(text) ? await labelsOfFile(text) : text.split(',').map((label) => label.trim());
  if (labels.length === 1 && !existsSync(text)) {
    throw wrong(`${quoted(text)} is no file and no list such as cat,dog`);
  }
  labels.forEach((label, at) => {
    const which = `label ${at + 1} of ${labels.length}`;
    if (label === '') throw wrong(`${which} is empty`);
    if (!isPrintable(label)) throw wrong(`${which}, ${quoted(label)}, has control characters`);
  });
  return labels;
}

async function labelsOfFile(path: string): Promise<readonly string[]> {
  const text = await textOf(path).catch((cause: unknown) => {
    throw wrong(`${path} cannot be read: ${errorText(cause)}`);
  });
  if (extname(path) !== '.json') return labelLines(text);
  return labelsOfJson(path, parsed(path, text));
}

/** Fatal: a repaired label would be another one. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** A pipe or device may never end. The decoder drops the mark of the encoding. */
async function textOf(path: string): Promise<string> {
  const found = await stat(path);
  if (!found.isFile()) throw new Error('it is no file');
  if (found.size > maxBytes) throw new Error(`it has ${found.size} bytes, allowed are ${maxBytes}`);
  const content = await readFile(path);
  try {
    return utf8.decode(content);
  } catch {
    throw new Error('it is no UTF-8 text');
  }
}

function parsed(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw wrong(`${path} cannot be read: ${errorText(cause)}`);
  }
}

const texts = z.array(z.string());
/** As `id2label` of Hugging Face. */
const byIndex = z.record(z.string().regex(/^\d+$/), z.string());
/** As `class_to_idx` of torchvision and `class_indices` of Keras. */
const toIndex = z.record(z.string(), z.int().min(0));

function labelsOfJson(path: string, content: unknown): readonly string[] {
  const list = texts.safeParse(content);
  if (list.success) return list.data;
  const indexed = byIndex.safeParse(content);
  if (indexed.success) return inOrder(path, Object.entries(indexed.data));
  const turned = toIndex.safeParse(content);
  if (turned.success) {
    return inOrder(
      path,
      Object.entries(turned.data).map(([label, index]) => [String(index), label]),
    );
  }
  throw wrong(
    `${path}: expected ["cat", "dog"], {"0": "cat", "1": "dog"} or {"cat": 0, "dog": 1}, all of them labels`,
  );
}

/** A hole or a double would move the labels behind it. */
function inOrder(
  path: string,
  entries: readonly (readonly [index: string, label: string])[],
): readonly string[] {
  const labels = new Map(entries.map(([index, label]) => [Number(index), label]));
  const missing = entries.findIndex((_, index) => !labels.has(index));
  if (missing === -1) return entries.map((_, index) => labels.get(index) ?? '');
  throw wrong(
    `${path}: there is no label ${missing}, expected one for each number from 0 to ${entries.length - 1}`,
  );
}

const wrong = (what: string) => new InvalidError('BAD_CONFIG', `--labels: ${what}`);
