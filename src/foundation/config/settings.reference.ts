import { homedir } from 'node:os';
import type { z } from 'zod';

interface Group {
  readonly title: string;
  readonly rows: readonly (readonly string[])[];
}

const head = ['Setting', 'Default', 'Unit', 'Allowed', 'Meaning'];

/** Endings of settings' names, and their units. */
const units: readonly (readonly [RegExp, string])[] = [
  [/_MS$/, 'ms'],
  [/BYTES$/, 'bytes'],
  [/PIXELS$/, 'pixels'],
  [/_HOURS$/, 'hours'],
  [/_DAYS$/, 'days'],
];

/** A text that no setting accepts. */
const nonsense = '\0';

/** The sections of docs/settings.md: groups and meanings from `.env.example`, all else from the schema. */
export function settingsReference(example: string, environment: z.ZodObject): string {
  const groups = example.split(/^# --- (.+) ---$/m).slice(1);
  return groups
    .flatMap((title, at) =>
      at % 2 === 0 ? [{ title, rows: rowsOf(groups[at + 1] ?? '', environment) }] : [],
    )
    .map(({ title, rows }: Group) => `## ${title}\n\n${table([head, ...rows])}\n`)
    .join('\n');
}

function rowsOf(text: string, environment: z.ZodObject): string[][] {
  let meaning = '';
  let isComplete = true;
  const rows: string[][] = [];
  for (const line of text.split('\n')) {
    const [, name] = /^#?([A-Z][A-Z0-9_]*)=/.exec(line) ?? [];
    if (name !== undefined)
      rows.push([
        `\`${name}\``,
        defaultOf(name, environment),
        unitOf(name),
        allowedOf(name, environment),
        meaning,
      ]);
    else if (line.startsWith('# ')) meaning = (isComplete ? '' : `${meaning} `) + escaped(line.slice(2));
    isComplete = name !== undefined || line === '';
  }
  return rows;
}

/** A default in one user's home folder is no default for others. */
function defaultOf(name: string, environment: z.ZodObject): string {
  const value = environment.parse({})[name];
  const text = value === undefined ? '' : String(value);
  return text === '' || text.startsWith(homedir()) ? '' : `\`${text}\``;
}

const unitOf = (name: string): string => units.find(([pattern]) => pattern.test(name))?.[1] ?? '';

/** The text that the error for a wrong value gives. */
function allowedOf(name: string, environment: z.ZodObject): string {
  const result = environment.safeParse({ [name]: nonsense });
  return escaped(result.success ? 'any text' : (result.error.issues[0]?.message ?? ''));
}

const escaped = (text: string): string => text.replaceAll('<', '\\<').replaceAll('|', '\\|');

function table(rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, at) => Math.max(3, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, at) => (cells[at] ?? '').padEnd(width)).join(' | ')} |`;
  const [first = [], ...others] = rows;
  return [line(first), line(widths.map((width) => '-'.repeat(width))), ...others.map(line)].join('\n');
}
