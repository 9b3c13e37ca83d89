import { afterAll } from 'vitest';

interface Held {
  readonly fault: string;
  readonly heldMs: number;
  /** From the fault until readiness named it. */
  readonly namedMs: number;
  /** What readiness said. */
  readonly text: string;
  readonly predicted: number;
}

const rows: Held[] = [];

/** Adds a case that went well to the table. */
export const record = (held: Held): void => void rows.push(held);

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

/** Prints the table after the suite. */
export function printReport(): void {
  afterAll(() => {
    const lines = rows.splice(0).map(({ fault, heldMs, namedMs, text, predicted }) => {
      const numbers = [seconds(heldMs), seconds(namedMs), 0, 0, predicted];
      return `| ${[fault, ...numbers, text].join(' | ')} |`;
    });
    const head = '| fault | lasted | named after | dead | missing | predicted | readiness |';
    process.stdout.write(`\n${[head, ...lines].join('\n')}\n`);
  });
}
