import { createInterface } from 'node:readline/promises';
import { InvalidError } from '../../foundation/errors/app.error.js';
import { visible } from '../../foundation/errors/visible.js';

/** Asks on a terminal for what a command line leaves open. Elsewhere it collects the names of the missing options. */
export class Questions {
  private readonly missing: string[] = [];

  /** @param isTerminal whether a person can answer. */
  constructor(private readonly isTerminal = process.stdin.isTTY === true) {}

  /** @param suggested is taken for an empty answer, and where nobody can be asked. */
  async ask(option: string, what: string, suggested = ''): Promise<string> {
    if (!this.isTerminal) {
      if (!suggested) this.missing.push(`${option} (${what})`);
      return suggested;
    }
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    try {
      const answer = await terminal.question(visible(`${what}${suggested && ` [${suggested}]`}: `));
      return answer.trim() || suggested;
    } finally {
      terminal.close();
    }
  }

  /** @throws InvalidError `BAD_CONFIG` that names every missing option. */
  done(): void {
    if (this.missing.length === 0) return;
    throw new InvalidError('BAD_CONFIG', `the file does not say it, so add: ${this.missing.join('; ')}`);
  }
}
