import { fill, h } from './dom.js';
import { addressOf } from './routes.js';
import { count, verdict } from './words.js';

/** accepted = predicted + dead + in flight, as numbers with their names, and the verdict in words. */
export function ledgerSentence(ledger, deadAddress = '#/dead-letters') {
  const { accepted, predicted, dead, inFlight } = ledger;
  const deadNumber = dead > 0 ? h('a', { href: deadAddress }, count(dead)) : count(dead);
  const { look, text } = verdict(ledger);
  return [
    h(
      'p',
      { class: 'sentence' },
      number(count(accepted), 'accepted'),
      ' = ',
      number(count(predicted), 'predicted'),
      ' + ',
      number(deadNumber, 'dead'),
      ' + ',
      number(count(inFlight), 'in flight'),
    ),
    h('p', { class: 'verdict', data: { look } }, text),
  ];
}

/** Ids that have no outcome, as links; nothing where there are none. */
export function missingIds({ missing }) {
  if (missing.length === 0) return undefined;
  const items = missing.map((imageId) =>
    h('li', {}, h('a', { href: addressOf.image({ imageId }) }, imageId)),
  );
  return h('details', { class: 'missing' }, h('summary', {}, 'Which ones?'), h('ul', {}, ...items));
}

/** What has been waiting for this long is named. */
const patienceMs = 5_000;

/** The ledger of all images, above every view. */
export class LedgerStrip {
  #place;
  #shown = '';
  #changedAt = 0;
  #isNaming = false;

  constructor(place) {
    this.#place = place;
  }

  show(ledger) {
    const text = JSON.stringify(ledger);
    const now = performance.now();
    if (text !== this.#shown) this.#changedAt = now;
    const isStuck = ledger.verdict !== 'complete' && now - this.#changedAt > patienceMs;
    const isUnknown = ledger.verdict === 'unconfirmed';
    const isNaming = isUnknown || isStuck;
    if (text === this.#shown && isNaming === this.#isNaming) return;
    this.#shown = text;
    this.#isNaming = isNaming;
    const wayOut = isUnknown && h('p', {}, h('a', { href: '#/requests' }, 'Which requests, and what to do'));
    fill(
      this.#place,
      h('h2', {}, 'Ledger'),
      ...ledgerSentence(ledger),
      wayOut,
      isNaming && missingIds(ledger),
    );
  }
}

function number(value, name) {
  return h('span', { class: 'figure' }, h('b', {}, value), ` ${name}`);
}
