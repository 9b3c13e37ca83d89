import { visible, visibleLines } from '../../foundation/errors/visible.js';

/**
 * Exit codes. `ok`: all is well. `wrong`: something is missing or doubled. `failed`: it could not be done or found
 * out.
 */
export const exitCodes = { ok: 0, wrong: 1, failed: 2 } as const;

/** What `process.stdout.write` calls after the text is written. */
type Written = (error?: Error | null) => void;

const line = (text: string): string => `${visible(text)}\n`;

/**
 * A line on standard output, or several. Foreign text in a line can neither end it nor act on the terminal
 * (`visible`).
 */
export function print(lines: string | readonly string[] = '', written?: Written): void {
  process.stdout.write([lines].flat().map(line).join(''), written);
}

/** Text of the program itself, as it is: scripts for a shell. */
export function printOwn(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** A line on standard error, over the line of progress. */
export function note(text: string, written?: Written): void {
  process.stderr.write(`${overProgress()}${visibleLines(text)}\n`, written);
}

/** Draws the line of progress on standard error again, where that is a terminal. An empty text removes it. */
export function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`${overProgress()}${visible(text)}`);
}

const overProgress = () => (process.stderr.isTTY ? '\r\u{1b}[K' : '');

/** Indented JSON for people: two spaces. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, undefined, 2).split('\n'));
}

/** A line of JSON for a step or the result of a command (NDJSON); its first field, `type`, says which it is. */
export function printLine(type: string, fields: object): void {
  print(JSON.stringify({ type, ...fields }));
}

/** Ends the process once all output is written. */
export function exitWith(code: number): void {
  process.stdout.write('', () => process.exit(code));
}

/** Lines with columns as wide as their widest cell. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const shown = rows.map((row) => row.map(visible));
  const widths: number[] = [];
  for (const row of shown) row.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, cell.length)));
  return shown.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
