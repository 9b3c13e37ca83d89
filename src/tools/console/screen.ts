/** As much of a terminal as is needed to draw on it. */
export interface Terminal {
  readonly columns: number;
  readonly rows: number;
  write(text: string): unknown;
}

const escape = '\u{1b}[';

/** Lines in a terminal that are drawn again in their place. */
export class Screen {
  private drawn = 0;

  constructor(private readonly terminal: Terminal) {}

  /** What does not fit is cut off: a line that wraps, or scrolls, would not be found again. */
  draw(lines: readonly string[]): void {
    const { columns, rows } = this.terminal;
    const shown = lines
      .slice(0, Math.max(1, rows - 1))
      .map((line) => [...line].slice(0, columns - 1).join(''));
    const up = this.drawn > 0 ? `${escape}${this.drawn}A` : '';
    this.terminal.write(`${up}\r${escape}J${shown.join('\n')}\n`);
    this.drawn = shown.length;
  }
}
