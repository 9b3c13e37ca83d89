import type { z } from 'zod';

const kinds: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  object: 'an object',
  record: 'an object',
  string: 'text',
};

/** Says what a schema allows that has no words of its own for it, so that `must be …` reads as a sentence. */
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
