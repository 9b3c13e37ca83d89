import { download } from '../access.js';
import { request, requestPredictions, withQuery } from '../api.js';
import { moveByArrows } from '../arrows.js';
import { facts, fill, h } from '../dom.js';
import { ledgerSentence, missingIds } from '../ledger.js';
import { repeat } from '../repeat.js';
import { addressOf, rememberQuery } from '../routes.js';
import { tilesOf } from '../tile.js';
import { unknownPanel } from './unknown.js';
import { accuracyText, count, images, verdict, when } from '../words.js';

const tilesAtOnce = 120;
const mostTiles = 10_000;

/** What became of one request, while it goes on and afterwards. */
export async function showRequest(place, { id, query }, signal) {
  const view = { limit: tilesAtOnce, wrong: query.wrong === 'true', seen: '', ended: false };
  const account = h('section', { class: 'panel request', 'aria-label': 'Ledger of this request' });
  const list = h('ol', { class: 'tiles', 'aria-label': 'Predictions of this request' });
  const counted = h('span', { class: 'rate' });
  const more = h('button', { type: 'button', class: 'quiet', hidden: true }, 'Show more');
  const refreshArrows = moveByArrows(list, '.tile');
  const load = async () => {
    const ledger = await request(id, signal);
    const text = JSON.stringify([ledger, view.limit, view.wrong]);
    if (text !== view.seen) {
      const found = await requestPredictions(id, { limit: view.limit, wrong: view.wrong }, signal);
      fill(account, ...accountOf(ledger, load));
      fill(list, ...tilesOf(found));
      refreshArrows();
      const matching = view.wrong ? ledger.known - ledger.right : ledger.predicted;
      counted.textContent =
        found.length < matching ? `${count(found.length)} of ${count(matching)}` : count(matching);
      more.hidden = found.length >= Math.min(matching, mostTiles);
    }
    view.seen = text;
    const hasEnded = ledger.verdict === 'complete' || ledger.verdict === 'interrupted';
    if (hasEnded && !view.ended) tell(ledger);
    view.ended = hasEnded;
  };
  more.addEventListener('click', () => {
    view.limit = Math.min(view.limit + tilesAtOnce, mostTiles);
    void load();
  });
  const wrong = wrongOnly(view, load);
  await load();
  const links = h('p', { class: 'meta' }, ...exportLinks(id));
  const head = h('div', { class: 'wall-head' }, h('h2', {}, 'Predictions'), counted, wrong);
  fill(place, h('h1', {}, 'Request ', h('code', {}, id)), account, links, head, list, more);
  await repeat(1000, signal, async () => {
    await load();
    return !view.ended;
  });
}

function accountOf(ledger, reload) {
  const { requested, predicted, dead, broker, startIdx, endIdx, createdAt, deaths } = ledger;
  const bar = h('progress', {
    max: Math.max(requested, 1),
    value: predicted + dead,
    'aria-label': 'Images with an outcome',
  });
  bar.value = predicted + dead;
  const range = startIdx === null ? undefined : `${count(startIdx)} to ${count(endIdx - 1)}`;
  const letters = deaths.map(({ imageId, code, reason }) =>
    h('li', {}, h('a', { href: addressOf.image({ imageId }) }, imageId), `: ${code}, ${reason}`),
  );
  return [
    bar,
    ...ledgerSentence(ledger, `#/dead-letters?request=${encodeURIComponent(ledger.requestId)}`),
    h('p', { class: 'accuracy' }, accuracyText(ledger)),
    facts({ Asked: images(requested), Range: range, Broker: broker, Begun: when(createdAt) }),
    letters.length > 0 &&
      h('details', { open: true }, h('summary', {}, `${images(dead)} dead: why`), h('ul', {}, ...letters)),
    ledger.unknown > 0 && unknownPanel(ledger, reload),
    ledger.verdict === 'unconfirmed' && missingIds(ledger),
  ];
}

function wrongOnly(view, load) {
  const box = h('input', { type: 'checkbox', checked: view.wrong, data: { filter: '' } });
  box.addEventListener('change', () => {
    view.wrong = box.checked;
    view.limit = tilesAtOnce;
    rememberQuery(box.checked ? { wrong: 'true' } : {});
    void load();
  });
  return h('label', { class: 'filter' }, box, 'wrong only');
}

function exportLinks(id) {
  const file = (ending) =>
    download(withQuery(`/predictions.${ending}`, { request: id }), ending.toUpperCase());
  return ['All its predictions as a file: ', file('csv'), ' · ', file('ndjson')];
}

/** Tells people who cannot see the page how it ended. */
function tell(ledger) {
  document.getElementById('announcer').textContent = `${verdict(ledger).text}. ${accuracyText(ledger)}`;
}
