import { createInterface } from 'node:readline/promises';
import { visible } from '../../foundation/errors/visible.js';

/** @throws Error that names `--yes` when the input is no terminal. */
export function needTerminal(what: string): void {
  if (!process.stdin.isTTY) throw new Error(`add --yes to ${what} without being asked`);
}

export async function confirmed(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test(await terminal.question(visible(question)));
  } finally {
    terminal.close();
  }
}
