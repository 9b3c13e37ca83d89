import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { cardFromLabels, modelLabelsFile } from './labels-file.js';
import type { ModelCard } from './model.js';
import { mistakesIn, readModelJson, unusable } from './model-files.js';
import { isSigmoid, outputKinds } from './outputs.js';

/** The content of `card.json`. */
export type CardFile = z.input<typeof cardSchema>;

const cardSchema = z.object({
  name: z.string().min(1),
  version: z.string().min(1),
  labels: z.array(z.string().min(1)).min(1).readonly(),
  input: z.object({
    width: z.int().positive(),
    height: z.int().positive(),
    channels: z.int().positive(),
    scale: z.number(),
    offset: z.number(),
    layout: z.enum(['NHWC', 'NCHW']).optional(),
    fit: z.enum(['fill', 'contain', 'cover']).optional(),
    background: z.int().min(0).max(255).optional(),
    invert: z.enum(['never', 'always', 'light-background']).optional(),
  }),
  output: z.enum(outputKinds).optional(),
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
  if (!card.success) throw unusable(path, mistakesIn(card.error));
  const solved = solveCard(card.data);
  if (typeof solved === 'string') throw unusable(path, solved);
  return solved;
}

/** What the card says in short, written out; the mistake in words where that does not fit together. */
function solveCard(card: z.output<typeof cardSchema>): ModelCard | string {
  const { input, labels, output } = card;
  if (output === 'logits' && labels.length === 1) {
    return 'output: a softmax of one value is always 1; where that value is the probability of the second of two labels, write "sigmoid" and both labels';
  }
  const each = (value: number) => Array<number>(input.channels).fill(value);
  const severalLabels = isSigmoid(output) && labels.length !== 2;
  return {
    ...card,
    input: { ...input, scale: each(input.scale), offset: each(input.offset) },
    ...(severalLabels && { multiLabel: { thresholds: labels.map(() => 0.5), none: 'none' } }),
  };
}
