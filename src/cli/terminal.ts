/** What a command's exit says: all is well; something is missing or doubled; it could not be done or found out. */
export const exitCodes = { ok: 0, wrong: 1, failed: 2 } as const;

export function print(text = ''): void {
  process.stdout.write(`${text}\n`);
}

/** For numbers that JSON has no text for, and for the eye: two spaces. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, undefined, 2));
}
