import { z } from 'zod';
import { maxIdLength } from '../../events/attributes.js';
import { printableText } from '../../events/attribute-text.js';
import { interpolations, outputKinds, presetNames } from './card-words.js';

const eachChannel = z.union([z.number(), z.array(z.number()).readonly()], 'a number or a list of numbers');

/** `input` of a card as people write it; docs/models.md describes each field. */
const inputSchema = z.looseObject({
  preset: z.enum(presetNames).optional(),
  width: z.int().positive().optional(),
  height: z.int().positive().optional(),
  channels: z.int().positive().optional(),
  scale: eachChannel.optional(),
  offset: eachChannel.optional(),
  mean: eachChannel.optional(),
  std: eachChannel.optional(),
  colors: z.enum(['RGB', 'BGR']).optional(),
  layout: z.enum(['NHWC', 'NCHW']).optional(),
  type: z.enum(['float32', 'int32', 'uint8']).optional(),
  fit: z.enum(['fill', 'contain', 'cover']).optional(),
  resize: z.int().positive().optional(),
  interpolation: z.enum(interpolations).optional(),
  background: z.int().min(0).max(255).optional(),
  invert: z.enum(['never', 'always', 'light-background']).optional(),
});

/** Control characters in it, or more text than an event may have, would make every prediction a dead letter. */
const label = printableText(
  z.string().min(1).max(maxIdLength, `at most ${maxIdLength} characters`),
  'a text without control characters',
);

const ratio = z.number().min(0).max(1);

/** The content of `card.json`. The last fields are those that training adds; nothing reads them when it serves. */
export const cardSchema = z.looseObject({
  name: z.string().min(1),
  version: z.string().min(1),
  description: z.string().optional(),
  labels: z.array(label).min(1).readonly(),
  input: inputSchema,
  output: z.enum(outputKinds).optional(),
  multiLabel: z.boolean().optional(),
  threshold: z
    .union([ratio, z.record(z.string(), ratio)], 'a number from 0 to 1, or one for each label')
    .optional(),
  none: label.optional(),
  accuracy: ratio.optional(),
  training: z.looseObject({ command: z.string() }).optional(),
  files: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/i, 'no SHA-256 in hexadecimal')).optional(),
  evaluation: z.unknown().optional(),
  speed: z.unknown().optional(),
  quantization: z.unknown().optional(),
  bytes: z.unknown().optional(),
});

type Known<T> = { [Key in keyof T as string extends Key ? never : Key]: T[Key] };
export type InputFile = Known<z.output<typeof inputSchema>>;
export type CardFile = Omit<Known<z.output<typeof cardSchema>>, 'input'> & { readonly input: InputFile };

/** A field that no reader knows would be ignored silently, as a misspelt one. */
export function unknownFields(card: z.output<typeof cardSchema>): string[] {
  return [
    ...strangers(card, Object.keys(cardSchema.shape), ''),
    ...strangers(card.input, Object.keys(inputSchema.shape), 'input: '),
  ];
}

function strangers(seen: object, allowed: readonly string[], place: string): string[] {
  const names = allowed.map((name) => JSON.stringify(name)).join(', ');
  return Object.keys(seen)
    .filter((name) => !allowed.includes(name))
    .map((name) => `${place}there is no field ${JSON.stringify(name)}; allowed: ${names}`);
}
