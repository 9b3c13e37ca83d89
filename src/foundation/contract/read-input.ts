import type { z } from 'zod';
import { InvalidError, type ErrorCode } from '../errors/app.error.js';
import { shown, tooDeep } from '../errors/quoted.js';
import { allowedBy } from './allowed.js';

const longestShown = 100;

/** The error for one field of a request: it names the field, the value seen and what is allowed. */
export function badInput(field: string, value: unknown, allowed: string, code: ErrorCode = 'BAD_REQUEST') {
  const text = shown(value);
  const seen = text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
  const isWhole = seen === text && text !== tooDeep;
  return new InvalidError(code, `${field} is ${seen}: must be ${allowed}`, {
    details: { field, value: isWhole ? (value ?? null) : seen, allowed },
  });
}

/**
 * Reads untrusted input by its schema, whose messages say what is allowed.
 *
 * @param name of the whole input, for an error about all of it.
 * @throws InvalidError `BAD_REQUEST` for the first wrong field, as `inputs[0].data[3]`.
 */
export function readInput<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  name = 'input',
): z.output<Schema> {
  const result = schema.safeParse(input, { error: allowedBy });
  if (result.success) return result.data;
  const { path, allowed } = mistakeOf(result.error.issues, input);
  throw badInput(fieldOf(path) || name, valueAt(input, path), allowed);
}

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

interface Mistake {
  readonly path: Path;
  readonly allowed: string;
}

/** The first issue. For a union without a text of its own, the issue of the closest form. */
function mistakeOf([issue]: readonly Issue[], input: unknown): Mistake {
  if (!issue) return { path: [], allowed: 'valid' };
  const { path, message: allowed } = issue;
  if (issue.code === 'unrecognized_keys') {
    return { path: [...path, issue.keys[0] ?? ''], allowed: 'left out: there is no such field' };
  }
  if (issue.code !== 'invalid_union' || allowed !== 'Invalid input') return { path, allowed };
  const inside = issue.errors
    .map((issues) => mistakeOf(issues, valueAt(input, path)))
    .map((mistake) => ({ ...mistake, path: [...path, ...mistake.path] }));
  const [best] = inside.toSorted((one, other) => fitOf(other.path, input) - fitOf(one.path, input));
  return best ?? { path, allowed };
}

/** The closest form is the one whose first issue is deepest, at a value that is there. */
const fitOf = (path: Path, input: unknown): number =>
  path.length * 2 + (valueAt(input, path) === undefined ? 0 : 1);

/** `inputs[0].data[3]`, as in program code. */
function fieldOf(path: Path): string {
  return path.reduce<string>((field, key) => {
    if (typeof key === 'number') return `${field}[${key}]`;
    const name = String(key);
    if (field === '') return name;
    return /^[\w-]+$/.test(name) ? `${field}.${name}` : `${field}[${JSON.stringify(name)}]`;
  }, '');
}

function valueAt(input: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => {
    const isThere = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
    return isThere ? (value as Record<PropertyKey, unknown>)[key] : undefined;
  }, input);
}
