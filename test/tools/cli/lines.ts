export type Line = { readonly type: string } & Record<string, unknown>;

/** What a command with `--json` has printed. */
export const linesOf = (output: string): Line[] =>
  output
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);
