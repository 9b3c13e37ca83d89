import { z } from 'zod';
import { documentedForm } from '../../foundation/contract/fields.js';

export type JsonSchema = Record<string, unknown>;

/**
 * The JSON Schema of a request (`input`) or an answer (`output`). An answer's schema allows more fields, because
 * later versions may add some.
 */
export function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _dialect, ...made } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => show(zodSchema, jsonSchema, io),
  });
  return made;
}

function show(schema: z.core.$ZodType, made: JsonSchema, io: 'input' | 'output'): void {
  const form = documentedForm(schema);
  if (form) replace(made, form);
  // zod leaves these out where input and output differ in type, as for a number that comes as text.
  if (schema instanceof z.ZodDefault) made['default'] = schema.def.defaultValue;
  const examples = z.globalRegistry.get(schema)?.['examples'];
  if (examples) made['examples'] = examples;
  // For a file, the format says the same.
  delete made['contentEncoding'];
  // The format says the same to people and to programs.
  if (made['format'] === 'date-time') delete made['pattern'];
  if (io === 'output' && made['additionalProperties'] === false) delete made['additionalProperties'];
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

/** A body's schema with an example: its own, or one made of its fields' examples. */
export function contentOf(schema: z.ZodType, io: 'input' | 'output'): Content {
  const { examples, ...made } = jsonSchemaOf(schema, io);
  const example = (examples as unknown[] | undefined)?.[0] ?? exampleOfFields(made);
  return { schema: made, ...(example !== undefined && { example }) };
}

/** Undefined where a required field has none. */
function exampleOfFields({ properties, required = [] }: JsonSchema): unknown {
  if (!properties) return undefined;
  const fields = Object.entries(properties as Record<string, JsonSchema>).flatMap(([name, field]) => {
    const value = (field['examples'] as unknown[] | undefined)?.[0] ?? field['default'];
    return value === undefined ? [] : [[name, value] as const];
  });
  const example = Object.fromEntries(fields);
  return (required as string[]).every((name) => Object.hasOwn(example, name)) ? example : undefined;
}
