import { Injectable, type PipeTransform } from '@nestjs/common';
import { z } from 'zod';
import { InvalidError, type ErrorCode } from './app.error.js';

/** The error for one field of a request: it names the field, the value seen and what is allowed. */
export function badInput(field: string, value: unknown, allowed: string, code: ErrorCode = 'BAD_REQUEST') {
  const seen = value === undefined ? 'missing' : JSON.stringify(value);
  return new InvalidError(code, `${field} is ${seen}: must be ${allowed}`, {
    details: { field, value: value ?? null, allowed },
  });
}

/** Any whole number, as a program (number) or a form (text) writes it; `allowed` is what the error says. */
export function anyWholeNumber(allowed: string) {
  return z.union([z.string().regex(/^-?\d{1,15}$/, allowed), z.int(allowed)], allowed).transform(Number);
}

export function wholeNumber(lowest: number, highest: number) {
  const allowed = `a whole number from ${lowest} to ${highest}`;
  return anyWholeNumber(allowed).refine((value) => value >= lowest && value <= highest, allowed);
}

/**
 * Reads untrusted input by its schema, whose messages say what is allowed.
 *
 * @throws InvalidError `BAD_REQUEST` for the first field that is wrong.
 */
export function readInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const field = String(unknown ?? issue?.path[0] ?? 'input');
  const seen = new Map<string, unknown>(Object.entries(Object(input)));
  const allowed = unknown === undefined ? issue?.message : 'left out: there is no such field';
  throw badInput(field, seen.get(field), allowed ?? 'valid');
}

/** `readInput` for a parameter of a Nest handler: `@Query(new InputPipe(schema))`. */
@Injectable()
export class InputPipe<Schema extends z.ZodType> implements PipeTransform<unknown, z.output<Schema>> {
  constructor(private readonly schema: Schema) {}

  transform(input: unknown): z.output<Schema> {
    return readInput(this.schema, input);
  }
}
