/** A stranger's text within a reason: at most 60 characters of it, in quotes, and on one line. */
export const quoted = (text: string): string =>
  JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);

/** In place of a value that cannot be shown. */
export const tooDeep = 'nested too deep to be shown';

/** A stranger's value as JSON. Other words where there is none: JSON that can be parsed may be nested too deep. */
export function shown(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'missing';
  } catch {
    return tooDeep;
  }
}
