import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type CardFile, cardSchema, unknownFields } from './card-file.js';
import { cardFromLabels, modelLabelsFile } from './labels-file.js';
import type { ModelCard } from './model.js';
import { mistakesIn, readModelJson, unusable } from './model-files.js';
import { solveInput } from './solve-input.js';
import { solveLabels } from './solve-labels.js';

/**
 * Reads `card.json` of a model's folder, or makes a card of `labels.txt` without it.
 *
 * @throws UnavailableError `MODEL_UNAVAILABLE` that names the file and every wrong field.
 */
export async function readModelCard(directory: string): Promise<ModelCard> {
  const path = join(directory, 'card.json');
  if (!existsSync(path)) {
    if (existsSync(join(directory, modelLabelsFile))) return cardFromLabels(directory);
    const help = existsSync(join(directory, 'metadata.json'))
      ? '. Teachable Machine? Run seamline import'
      : '';
    throw unusable(path, `it is not there, and neither is ${modelLabelsFile}${help}`);
  }
  const content = await readModelJson(directory, 'card.json');
  const file = cardSchema.safeParse(content);
  if (!file.success) throw unusable(path, mistakesIn(file.error, content));
  const mistakes: string[] = [];
  const card = solveCard(file.data as CardFile, mistakes);
  mistakes.push(...unknownFields(file.data));
  if (mistakes.length > 0) throw unusable(path, mistakes.join('; '));
  return card;
}

function solveCard(file: CardFile, mistakes: string[]): ModelCard {
  const { name, version, labels, output, accuracy, training, files } = file;
  const input = solveInput(file.input, (field, text) => mistakes.push(`input.${field}: ${text}`));
  const multiLabel = solveLabels(file, (field, text) => mistakes.push(`${field}: ${text}`));
  return defined({
    name,
    version,
    labels,
    input: defined(input),
    output,
    multiLabel,
    accuracy,
    training,
    files,
  });
}

/** Without the fields that are undefined: a card is compared and sent as it is. */
const defined = <T extends object>(fields: T): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
