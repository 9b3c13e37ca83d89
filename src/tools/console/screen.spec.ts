import { expect, it } from 'vitest';
import { Screen } from './screen.js';

/** A terminal as far as the screen uses it: text, line breaks, cursor up, erase to the end. */
class Paper {
  readonly lines: string[] = [''];
  private row = 0;

  constructor(
    readonly columns: number,
    readonly rows: number,
  ) {}

  write(text: string): void {
    for (const [piece] of text.replaceAll('\u{1b}', '^').matchAll(/\^\[\d*[AJ]|\r|\n|[^^\r\n]+/g))
      this.take(piece);
  }

  private take(piece: string): void {
    const up = /^\^\[(\d+)A/.exec(piece);
    if (up) this.row -= Number(up[1]);
    else if (piece === '^[J') this.lines.splice(this.row);
    else if (piece === '\n') this.row += 1;
    else if (piece !== '\r') this.lines[this.row] = piece;
  }
}

it('draws over what it has drawn, longer and shorter', () => {
  const paper = new Paper(80, 24);
  const screen = new Screen(paper);
  for (const lines of [['one'], ['one', 'two', 'three'], ['last', 'two']]) {
    screen.draw(lines);
    expect(paper.lines).toEqual(lines);
  }
});

it('cuts off what would wrap or scroll', () => {
  const paper = new Paper(5, 3);
  new Screen(paper).draw(['much too long', 'short', 'no room']);
  expect(paper.lines).toEqual(['much', 'shor']);
});

it('draws foreign text so that it is seen, and acts on nothing', () => {
  const paper = new Paper(80, 24);
  new Screen(paper).draw(['a\u{1b}[2Jb\nc', 'next']);
  expect(paper.lines).toEqual(['a\\u001b[2Jb\\nc', 'next']);
});
