export const hidden = '***';

/** In characters. Shorter secrets would match parts of ordinary words. */
const shortestSecret = 3;

/** Patterns of secrets with any value; the first group stays readable. */
const telltales: readonly RegExp[] = [
  // postgres://user:password@host
  /(\/\/[^/\s:@]*:)[^/\s@]+(?=@)/g,
  /(\b(?:bearer|basic)\s+)[\w.~+/=-]+/gi,
  /((?:password|passwd|secret|api[-_]?key|authorization|cookie)["']?\s*[:=]\s*["']?)(?!bearer|basic)[^\s"',;}&]+/gi,
  /(\bsl_)[\w-]{20,}/g,
  // A JSON Web Token.
  /(\beyJ)[\w-]+\.[\w-]+\.[\w-]*/g,
];
const secretName = /password|passwd|secret|api[-_]?key|authorization|cookie/i;

/** Removes secrets from the log: those with a known value, and texts that look like one. */
export class Redaction {
  private readonly known: RegExp | undefined;

  /** @param secrets in the clear; they are also found in the form of URLs and JSON. */
  constructor(secrets: readonly string[]) {
    const long = secrets.filter((secret) => secret.length >= shortestSecret);
    const forms = new Set(
      long.flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]),
    );
    // The longest first: one secret may begin with another.
    const escaped = [...forms].toSorted((a, b) => b.length - a.length).map(escape);
    if (escaped.length > 0) this.known = new RegExp(escaped.join('|'), 'g');
  }

  text(text: string): string {
    const rest = this.known ? text.replace(this.known, hidden) : text;
    return telltales.reduce((left, telltale) => left.replace(telltale, `$1${hidden}`), rest);
  }

  /** The same value with every text redacted, and fields with a secret's name hidden; to be written as JSON. */
  value(value: unknown, seen: readonly unknown[] = []): unknown {
    if (typeof value === 'string') return this.text(value);
    if (typeof value === 'bigint') return String(value);
    if (typeof value !== 'object' || value === null || value instanceof Date) return value;
    if (seen.includes(value)) return '(itself)';
    const within = [...seen, value];
    if (Array.isArray(value)) return value.map((part: unknown) => this.value(part, within));
    if (ArrayBuffer.isView(value)) return `(${value.byteLength} bytes)`;
    return Object.fromEntries(
      Object.entries(value).map(([name, part]) => [
        name,
        secretName.test(name) ? hidden : this.value(part, within),
      ]),
    );
  }
}

const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
