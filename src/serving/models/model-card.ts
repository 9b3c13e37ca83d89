import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { cardFromLabels, modelLabelsFile } from './labels-file.js';
import type { ModelCard } from './model.js';
import { mistakesIn, readModelJson, unusable } from './model-files.js';

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
    fit: z.enum(['fill', 'contain', 'cover']).optional(),
    background: z.int().min(0).max(255).optional(),
    invert: z.enum(['never', 'always', 'light-background']).optional(),
  }),
  output: z.enum(['probabilities', 'logits']).optional(),
  accuracy: z.number().min(0).max(1).optional(),
  training: z.looseObject({ command: z.string() }).optional(),
  files: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/i, 'no SHA-256 in hexadecimal')).optional(),
});

/**
 * Reads `card.json` of a model's folder, or makes a card of `labels.txt` without it.
 *
 * @throws UnavailableError `MODEL_UNAVAILABLE` that names the file and every wrong field.
 */
export async function readModelCard(directory: string): Promise<ModelCard> {
  const path = join(directory, 'card.json');
  if (!existsSync(path)) {
    if (existsSync(join(directory, modelLabelsFile))) return cardFromLabels(directory);
    throw unusable(path, `it is not there, and neither is ${modelLabelsFile}`);
  }
  const card = cardSchema.safeParse(await readModelJson(directory, 'card.json'));
  if (card.success) return card.data;
  throw unusable(path, mistakesIn(card.error));
}
