import { ask, post, withQuery } from '../api.js';
import { fill, h, note, table } from '../dom.js';
import { rememberQuery, addressOf } from '../routes.js';
import { count, short, when } from '../words.js';
import { showLetter } from './dead-letter.js';

const pageSize = 100;
const fields = { code: 'Reason', topic: 'Topic', request: 'Request id' };

/** What could not be processed, with its reasons, and the way to try it again. */
export async function show(place, { id, query }, signal) {
  if (id) return showLetter(place, id, signal);
  const state = { filter: pick(query), rows: [] };
  const list = h('div');
  const report = h('div', { role: 'status' });
  const more = h('button', { type: 'button', class: 'quiet', hidden: true }, 'Older');
  const load = async (isMore) => {
    const before = isMore ? state.rows.at(-1)?.id : undefined;
    const found = await ask(withQuery('/dead-letters', { ...state.filter, limit: pageSize, before }), {
      signal,
    });
    state.rows = before === undefined ? found : [...state.rows, ...found];
    more.hidden = found.length < pageSize;
    fill(list, state.rows.length === 0 ? emptyNote(state.filter) : letterTable(state.rows));
  };
  more.addEventListener('click', () => void load(true));
  await load(false);
  const form = filterForm(state, () => load(false));
  const actions = replayActions(state, report, () => load(false), signal);
  const intro =
    'What could not be processed lies here as it came. After the cause is mended it can be tried again.';
  fill(
    place,
    h('h1', {}, 'Dead letters'),
    h('p', { class: 'meta' }, intro),
    h('div', { class: 'tools' }, form, actions),
    report,
    list,
    more,
  );
}

const pick = (query) =>
  Object.fromEntries(Object.keys(fields).flatMap((name) => (query[name] ? [[name, query[name]]] : [])));

function emptyNote(filter) {
  return Object.keys(filter).length > 0
    ? note('No dead letter matches this filter.')
    : note('No dead letters: everything that came could be processed.');
}

function letterTable(rows) {
  const names = ['Letter', 'Reason', 'What happened', 'Image', 'Topic', 'Stored', 'Replayed'];
  return table('Dead letters', names, rows.map(rowOf));
}

function rowOf({ id, code, reason, imageId, broker, topic, storedAt, replays, replayedAt, obstacle }) {
  return [
    h('a', { href: addressOf.letter(id) }, `letter ${id}`),
    h('code', {}, code),
    h('span', { class: 'clip', title: reason }, reason),
    imageId && h('a', { href: addressOf.image({ imageId }), title: imageId }, short(imageId)),
    `${broker}: ${topic}`,
    when(storedAt),
    obstacle
      ? 'cannot be'
      : replayedAt
        ? when(replayedAt)
        : replays > 0
          ? `${count(replays)} times before`
          : 'not yet',
  ];
}

function filterForm(state, load) {
  const inputs = Object.entries(fields).map(([name, text], index) =>
    h('input', {
      name,
      type: 'search',
      'aria-label': text,
      placeholder: text.toLowerCase(),
      value: state.filter[name] ?? '',
      data: index === 0 ? { filter: '' } : {},
    }),
  );
  const change = (event) => {
    event.preventDefault();
    state.filter = pick(Object.fromEntries(inputs.map(({ name, value }) => [name, value.trim()])));
    rememberQuery(state.filter);
    void load();
  };
  return h(
    'form',
    { class: 'inline', onsubmit: change, onchange: change },
    ...inputs,
    h('button', { type: 'submit', class: 'quiet' }, 'Filter'),
  );
}

function replayActions(state, report, load, signal) {
  const run = async (dryRun) => {
    fill(report, h('p', { class: 'meta' }, dryRun ? 'Counting …' : 'Replaying …'));
    try {
      const answer = await post('/dead-letters/replay', { ...state.filter, dryRun });
      fill(report, reportOf(answer));
      if (!dryRun && !signal.aborted) await load();
    } catch (error) {
      fill(report, h('p', { class: 'error', role: 'alert' }, `${error.message}.`));
    }
  };
  return h(
    'div',
    { class: 'actions' },
    h('button', { type: 'button', class: 'quiet', onclick: () => void run(true) }, 'Dry run'),
    h('button', { type: 'button', onclick: () => void run(false) }, 'Replay all that match'),
  );
}

function reportOf({ dryRun, matched, replayed, refused, refusals }) {
  const did = dryRun ? 'would be replayed; nothing was changed' : 'replayed';
  const words = `${count(matched)} ${matched === 1 ? 'letter waits' : 'letters wait'}: ${count(replayed)} ${did}, ${count(refused)} refused.`;
  const reasons = refusals.map(({ id, code, reason }) =>
    h('li', {}, h('a', { href: addressOf.letter(id) }, `letter ${id}`), `: ${code}, ${reason}`),
  );
  return h('div', { class: 'report' }, h('p', {}, words), reasons.length > 0 && h('ul', {}, ...reasons));
}
