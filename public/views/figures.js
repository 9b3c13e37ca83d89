import { h } from '../dom.js';
import { count, duration, share } from '../words.js';

const meanOverS = 3;

/** The four numbers that say how it is going. */
export class Figures {
  #accuracy = figure('accuracy');
  #rate = figure('throughput');
  #p50 = figure('latency, p50');
  #p99 = figure('latency, p99');
  element = h(
    'section',
    { class: 'panel stats', 'aria-label': 'Figures' },
    h('dl', {}, ...[this.#accuracy, this.#rate, this.#p50, this.#p99].map(({ element }) => element)),
  );

  /** @param numbers what GET /statistics answers. */
  show({ known, right, perSecond, recent }) {
    const isKnown = known > 0;
    set(
      this.#accuracy,
      isKnown ? share(right / known) : '–',
      isKnown ? `of ${count(known)} with known truth` : '',
    );
    const last = perSecond.slice(-meanOverS);
    const rate = Math.round(last.reduce((sum, images) => sum + images, 0) / Math.max(last.length, 1));
    const most = count(Math.max(0, ...perSecond));
    set(this.#rate, `${count(rate)}/s`, `over ${meanOverS} s; at most ${most}/s`);
    const has = recent.predictions > 0;
    const of = has ? `of the last ${count(recent.predictions)}` : '';
    set(this.#p50, has ? duration(recent.totalMs.p50) : '–', of);
    set(this.#p99, has ? duration(recent.totalMs.p99) : '–', of);
  }
}

function figure(name) {
  const value = h('b', {}, '–');
  const detail = h('small');
  return { element: h('div', {}, h('dt', {}, name), h('dd', {}, value, detail)), value, detail };
}

function set({ value, detail }, text, more) {
  value.textContent = text;
  detail.textContent = more;
}
