/**
 * Exit codes. `ok`: all is well. `wrong`: something is missing or doubled. `failed`: it could not be done or found
 * out.
 */
export const exitCodes = { ok: 0, wrong: 1, failed: 2 } as const;

export function print(text = ''): void {
  process.stdout.write(`${text}\n`);
}

/** Indented JSON for people: two spaces. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, undefined, 2));
}

/** A line of JSON for a step or the result of a command (NDJSON); its first field, `type`, says which it is. */
export function printLine(type: string, fields: object): void {
  print(JSON.stringify({ type, ...fields }));
}

/** Rows in columns as wide as their widest cell. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, cell.length)));
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
