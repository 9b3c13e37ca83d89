import { visible } from '../../foundation/errors/visible.js';

/** The part of a terminal that drawing needs. */
export interface Terminal {
  readonly columns: number;
  readonly rows: number;
  write(text: string): unknown;
}

const escape = '\u{1b}[';

/** Lines in a terminal that are redrawn in place. */
export class Screen {
  private drawn = 0;

  constructor(private readonly terminal: Terminal) {}

  /** Longer lines are cut: a line that wraps, or scrolls, could not be redrawn. */
  draw(lines: readonly string[]): void {
    const { columns, rows } = this.terminal;
    const shown = lines
      .slice(0, Math.max(1, rows - 1))
      .map((line) => [...visible(line)].slice(0, columns - 1).join(''));
    const up = this.drawn > 0 ? `${escape}${this.drawn}A` : '';
    this.terminal.write(`${up}\r${escape}J${shown.join('\n')}\n`);
    this.drawn = shown.length;
  }
}
