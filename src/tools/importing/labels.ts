import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { errorText, InvalidError } from '../../foundation/errors/app.error.js';
import { labelLines, modelLabelsFile } from '../../serving/models/labels-file.js';
import type { FoundModel } from './find-model.js';

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
 * Reads labels as people give them: a file of one label a line, a JSON file (a list, or an object from index to
 * label), or the labels themselves with commas between them.
 *
 * @throws InvalidError `BAD_CONFIG` that names the mistake.
 */
export async function readLabels(text: string): Promise<readonly string[]> {
  const labels = existsSync(text) ? await labelsOfFile(text) : text.split(',').map((label) => label.trim());
  if (labels.length === 1 && !existsSync(text)) {
    throw wrong(`"${text}" is no file and no list such as cat,dog`);
  }
  const empty = labels.findIndex((label) => label === '');
  if (empty !== -1) throw wrong(`label ${empty + 1} of ${labels.length} is empty`);
  return labels;
}

async function labelsOfFile(path: string): Promise<readonly string[]> {
  try {
    const text = (await readFile(path, 'utf8')).replace(/^\uFEFF/, '');
    if (extname(path) !== '.json') return labelLines(text);
    return Object.values(JSON.parse(text) as Record<string, unknown>).map(String);
  } catch (cause) {
    throw wrong(`${path} cannot be read: ${errorText(cause)}`);
  }
}

const wrong = (what: string) => new InvalidError('BAD_CONFIG', `--labels: ${what}`);
