import { z } from 'zod';
import { shownForm } from '../../foundation/contract/fields.js';

export type JsonSchema = Record<string, unknown>;

/** What is asked for (`input`) or answered (`output`): answers may get more fields later, and say nothing of others. */
export function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _dialect, ...made } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => show(zodSchema, jsonSchema, io),
  });
  return made;
}

function show(schema: z.core.$ZodType, made: JsonSchema, io: 'input' | 'output'): void {
  const form = shownForm(schema);
  if (form) replace(made, form);
  // zod leaves these out where the input is not of the output's type, as with a number that comes as text.
  if (schema instanceof z.ZodDefault) made['default'] = schema.def.defaultValue;
  const examples = z.globalRegistry.get(schema)?.['examples'];
  if (examples) made['examples'] = examples;
  // The format says the same to people and to programs.
  if (made['format'] === 'date-time') delete made['pattern'];
  if (io === 'output') delete made['additionalProperties'];
}

function replace(made: JsonSchema, form: JsonSchema): void {
  const { description } = made;
  for (const key of Object.keys(made)) delete made[key];
  Object.assign(made, form, description !== undefined && { description });
}

export interface Content {
  readonly schema: JsonSchema;
  readonly example?: unknown;
}

/** A body's schema, with an example: its own, or one made of those of its fields. */
export function contentOf(schema: z.ZodType, io: 'input' | 'output'): Content {
  const { examples, ...made } = jsonSchemaOf(schema, io);
  const example = (examples as unknown[] | undefined)?.[0] ?? exampleOfFields(made);
  return { schema: made, ...(example !== undefined && { example }) };
}

function exampleOfFields({ properties }: JsonSchema): unknown {
  if (!properties) return undefined;
  const fields = Object.entries(properties as Record<string, JsonSchema>).flatMap(([name, field]) => {
    const value = (field['examples'] as unknown[] | undefined)?.[0] ?? field['default'];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(fields);
}
