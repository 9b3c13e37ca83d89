import { ask, request, withQuery } from '../api.js';
import { fill, h, note, table } from '../dom.js';
import { addressOf } from '../routes.js';
import { count, short, verdict, when } from '../words.js';
import { showRequest } from './request.js';
import { unknownSection } from './unknown.js';

const pageSize = 20;

/** The requests, newest first, or one of them. */
export async function show(place, { id, query }, signal) {
  if (id) return showRequest(place, { id, query }, signal);
  const list = h('div');
  const more = h('button', { type: 'button', class: 'quiet', hidden: true }, 'Older');
  const rows = [];
  const load = async () => {
    const before = rows.at(-1)?.requestId;
    const found = await ask(withQuery('/requests', { limit: pageSize, before }), { signal });
    const added = found.map((row) => ({ ...row, outcome: h('span', { class: 'verdict' }, '…') }));
    rows.push(...added);
    more.hidden = found.length < pageSize;
    if (rows.length === 0)
      fill(list, note('No request yet.', h('a', { href: '#/live' }, 'Push some images')));
    else
      fill(
        list,
        table('Requests', ['Request', 'Begun', 'Broker', 'Images', 'What became of it'], rows.map(rowOf)),
      );
    for (const row of added) void showOutcome(row, signal);
  };
  more.addEventListener('click', load);
  await load();
  const [unknown, sources] = await Promise.all([unknownSection(signal), sourcesSection(signal)]);
  fill(place, h('h1', {}, 'Requests'), openForm(), unknown, list, more, sources);
}

/** The sources of images that no request made here; undefined when there are none. */
async function sourcesSection(signal) {
  const sources = await ask(withQuery('/sources', { limit: 100 }), { signal }).catch(() => []);
  if (sources.length === 0) return undefined;
  const rows = sources.map(({ source, predicted, dead, firstAt, lastAt }) => [
    source === null ? 'all others' : h('a', { href: addressOf.source(source) }, h('code', {}, source)),
    when(firstAt),
    when(lastAt),
    `${count(predicted)} predicted, ${count(dead)} dead`,
  ]);
  const names = ['Source', 'First outcome', 'Last outcome', 'What became of its images'];
  return h(
    'section',
    {},
    h('h2', {}, 'Images of other programs, by their source'),
    table('Sources', names, rows),
  );
}

function rowOf({ requestId, broker, startIdx, endIdx, requested, uploaded, createdAt, outcome }) {
  const range = uploaded ? 'from outside' : `${count(startIdx)} to ${count(endIdx - 1)}`;
  return [
    h('a', { href: addressOf.request(requestId), title: requestId }, h('code', {}, short(requestId))),
    when(createdAt),
    broker,
    `${count(requested)} (${range})`,
    outcome,
  ];
}

async function showOutcome({ requestId, outcome }, signal) {
  const ledger = await request(requestId, signal).catch(() => undefined);
  if (!ledger) return;
  const { look, text } = verdict(ledger);
  const [brief] = text.split(':');
  outcome.dataset.look = look;
  outcome.textContent = `${brief}: ${count(ledger.predicted)} predicted, ${count(ledger.dead)} dead`;
}

/** Opens a request by an id that was pasted. */
function openForm() {
  const input = h('input', {
    type: 'search',
    'aria-label': 'Request id',
    placeholder: 'request id',
    data: { filter: '' },
  });
  const open = (event) => {
    event.preventDefault();
    if (input.value.trim()) location.hash = addressOf.request(input.value.trim());
  };
  return h(
    'form',
    { class: 'inline', onsubmit: open },
    input,
    h('button', { type: 'submit', class: 'quiet' }, 'Open'),
  );
}
