import { z } from 'zod';

const forms = z.registry<Readonly<Record<string, unknown>>>();

/**
 * Replaces a schema's form in the OpenAPI document. For example, zod reads a number of a query as text, and the
 * document shows a number.
 *
 * @param form in JSON Schema.
 */
export function documentedAs<Schema extends z.ZodType>(
  schema: Schema,
  form: Readonly<Record<string, unknown>>,
): Schema {
  // A copy, because other code may use the schema unchanged.
  const documented = schema.clone() as Schema;
  forms.add(documented, form);
  return documented;
}

export const documentedForm = (schema: z.core.$ZodType) => forms.get(schema as z.ZodType);

/** Any whole number, from a program (number) or a form (text); the error says `allowed`. */
export function anyWholeNumber(allowed: string) {
  const schema = z
    .union([z.string().regex(/^-?\d{1,16}$/, allowed), z.int(allowed)], allowed)
    .transform(Number);
  return documentedAs(schema, { type: 'integer' });
}

export function wholeNumber(lowest: number, highest: number) {
  const allowed = `a whole number from ${lowest} to ${highest}`;
  const schema = anyWholeNumber(allowed).refine((value) => value >= lowest && value <= highest, allowed);
  return documentedAs(schema, { type: 'integer', minimum: lowest, maximum: highest });
}

export const anyPosition = wholeNumber(0, Number.MAX_SAFE_INTEGER);

/** A boolean, from a program (true) or a form (text). */
export const yesOrNo = documentedAs(
  z
    .union([z.boolean(), z.enum(['true', 'false'])], 'true or false')
    .transform((value) => String(value) === 'true'),
  { type: 'boolean' },
);

const timeAllowed = 'a time in ISO 8601, such as 2026-01-31T12:00:00Z or 2026-01-31';

/** A time of any zone, or a day, from a query; read as ISO 8601 in UTC. */
export const anyTime = documentedAs(
  z
    .union([z.iso.datetime({ offset: true }), z.iso.date()], timeAllowed)
    .refine((text) => !Number.isNaN(Date.parse(text)), timeAllowed)
    .transform((text) => new Date(text).toISOString()),
  { type: 'string', format: 'date-time' },
);

/** Fields of answers. Times are ISO 8601. */
export const text = z.string();
export const maybeText = text.nullable();
export const count = z.int().nonnegative();
export const share = z.number().min(0).max(1);
export const time = z.iso.datetime();
