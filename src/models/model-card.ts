import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { errorText, UnavailableError } from '../errors/app.error.js';
import type { ModelCard } from './model.js';

const cardSchema = z.object({
  name: z.string().min(1),
  version: z.string().min(1),
  labels: z.array(z.string().min(1)).min(1),
  input: z.object({
    width: z.int().positive(),
    height: z.int().positive(),
    channels: z.int().positive(),
    scale: z.number(),
    offset: z.number(),
  }),
  accuracy: z.number().min(0).max(1),
  training: z.looseObject({ command: z.string() }),
});

/**
 * Reads `card.json` of a model's folder.
 *
 * @throws UnavailableError `MODEL_UNAVAILABLE` that names the file and every field that is wrong.
 */
export async function readModelCard(directory: string): Promise<ModelCard> {
  const path = join(directory, 'card.json');
  const card = cardSchema.safeParse(await readModelJson(path));
  if (card.success) return card.data;
  const mistakes = card.error.issues.map(
    ({ path: field, message }) => `${field.join('.') || 'the file'}: ${message}`,
  );
  throw unusable(path, mistakes.join('; '));
}

/** The parsed content of one of a model's files. */
export async function readModelJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw unusable(path, errorText(cause), cause);
  }
}

export function unusable(path: string, what: string, cause?: unknown): UnavailableError {
  return new UnavailableError('MODEL_UNAVAILABLE', `${path} cannot be used: ${what}`, { cause });
}
