/** A stranger's text within a reason: at most 60 characters of it, in quotes, and on one line. */
export const quoted = (text: string): string =>
  JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
