import { searchPredictions } from '../api.js';
import { moveByArrows } from '../arrows.js';
import { fill, h, note } from '../dom.js';
import { tilesOf } from '../tile.js';
import { count, images } from '../words.js';

const mostLabels = 20;
const mostPairs = 10;
/** The newest of them, as many as one answer may have. */
const mostWrong = 1000;
const mostShown = 6;

/** 1143 → "1.1k": a cell is narrow; its title says the whole number. */
const compact = (value) => (value < 1000 ? count(value) : `${(value / 1000).toFixed(1)}k`);

/** Which labels are taken for which, and the pictures behind a cell. */
export class Confusion {
  #table = h('div', { class: 'confusion' });
  #pictures = h('div', { class: 'behind', 'aria-live': 'polite' });
  #shown = '';
  #refreshArrows;
  #signal;

  constructor(signal) {
    this.#signal = signal;
    this.element = h('div', {}, this.#table, this.#pictures);
    this.#refreshArrows = moveByArrows(this.#table, 'button');
  }

  show(confusion) {
    const text = JSON.stringify(confusion);
    if (text === this.#shown) return;
    this.#shown = text;
    const focused = document.activeElement?.closest('.confusion button')?.dataset.cell;
    const { labels } = confusion;
    if (labels.length === 0)
      fill(this.#table, h('p', { class: 'quiet' }, 'No prediction whose truth is known yet.'));
    else if (labels.length > mostLabels) fill(this.#table, this.#pairs(confusion));
    else fill(this.#table, this.#matrix(confusion));
    this.#refreshArrows();
    if (focused) this.#table.querySelector(`[data-cell="${CSS.escape(focused)}"]`)?.focus();
  }

  #matrix({ labels, matrix }) {
    const most = Math.max(1, ...matrix.flatMap((row, truth) => row.filter((_, label) => label !== truth)));
    const head = labels.map((label) => h('th', { scope: 'col' }, h('span', {}, label)));
    const rows = labels.map((trueLabel, truth) =>
      h(
        'tr',
        {},
        h('th', { scope: 'row' }, trueLabel),
        ...labels.map((label, column) =>
          this.#cell({ trueLabel, label, value: matrix[truth][column], most }),
        ),
      ),
    );
    return h('table', {}, h('thead', {}, h('tr', {}, h('td'), ...head)), h('tbody', {}, ...rows));
  }

  #cell({ trueLabel, label, value, most }) {
    const kind = trueLabel === label ? 'right' : 'wrong';
    const strength = kind === 'right' ? 0.5 : value / most;
    if (value === 0) return h('td', { class: 'none' }, '·');
    const text = compact(value);
    const content = kind === 'right' ? text : this.#button({ trueLabel, label, value }, text);
    return h('td', { class: kind, vars: { '--share': strength } }, content);
  }

  #button(pair, text) {
    const { trueLabel, label, value } = pair;
    return h(
      'button',
      {
        type: 'button',
        tabindex: '-1',
        data: { cell: `${trueLabel}/${label}` },
        title: `${trueLabel} taken for ${label}: ${count(value)}`,
        'aria-label': `${trueLabel} taken for ${label}: ${images(value)}. Show them`,
        onclick: () => void this.#showPictures(pair),
      },
      text,
    );
  }

  /** Too many labels for a matrix: the pairs that are confused most. */
  #pairs({ labels, matrix }) {
    const pairs = matrix.flatMap((row, truth) =>
      row.map((value, column) => ({ trueLabel: labels[truth], label: labels[column], value })),
    );
    const worst = pairs
      .filter(({ trueLabel, label, value }) => trueLabel !== label && value > 0)
      .toSorted((one, other) => other.value - one.value)
      .slice(0, mostPairs);
    const items = worst.map((pair) =>
      h('li', {}, this.#button(pair, `${pair.trueLabel} taken for ${pair.label}: ${count(pair.value)}`)),
    );
    return h('ol', { class: 'pairs' }, ...items);
  }

  async #wrong(label) {
    let newest = [];
    const query = { label, wrong: true, limit: mostWrong };
    for await (const { found } of searchPredictions(query, this.#signal)) newest = found;
    return newest;
  }

  async #showPictures({ trueLabel, label, value }) {
    const head = h('h3', {}, `${trueLabel} taken for ${label}: ${images(value)}`);
    fill(this.#pictures, head, note('Loading …'));
    const found = await this.#wrong(label).catch(() => []);
    // Another cell may have been asked for meanwhile.
    if (!head.isConnected) return;
    const behind = found.filter((prediction) => prediction.trueLabel === trueLabel).slice(0, mostShown);
    fill(this.#pictures, head, h('ol', { class: 'tiles small' }, ...tilesOf(behind)));
  }
}
