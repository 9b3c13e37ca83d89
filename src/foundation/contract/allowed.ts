import type { z } from 'zod';

const kinds: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  nonoptional: 'given',
  number: 'a number',
  object: 'an object',
  record: 'an object',
  string: 'text',
};

/**
 * The values that a schema allows, as the end of a sentence with `must be`. For schemas without a text of their own.
 */
export function allowedBy(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return kinds[String(issue['expected'])] ?? String(issue['expected']);
    case 'invalid_value':
      return `one of ${(issue['values'] as unknown[]).map((value) => JSON.stringify(value)).join(', ')}`;
    case 'too_small':
      return `${String(issue['minimum'])} or more${unitOf(issue['origin'])}`;
    case 'too_big':
      return `${String(issue['maximum'])} at most${unitOf(issue['origin'])}`;
    default:
      return undefined;
  }
}

function unitOf(origin: unknown): string {
  if (origin === 'string') return ' characters';
  return origin === 'array' ? ' entries' : '';
}
