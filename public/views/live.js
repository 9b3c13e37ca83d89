import { picture } from '../access.js';
import { ask, predictions, searchPredictions } from '../api.js';
import { fill, h, note } from '../dom.js';
import { repeat } from '../repeat.js';
import { rememberQuery } from '../routes.js';
import { showLedger } from '../status.js';
import { followStream } from '../stream.js';
import { Wall } from '../wall.js';
import { count } from '../words.js';
import { numbersPanels } from './numbers.js';
import { pushPanel } from './push.js';
import { uploadPanel } from './upload.js';

const previewed = 20;

/** Push, and watch what happens: the wall of pictures, and the numbers. */
export function show(place, { query }, signal) {
  const numbers = numbersPanels(signal);
  const wall = wallSection(query, signal);
  const lede = 'Pictures go in, a broker carries them, a model says what they are, nothing gets lost.';
  fill(
    place,
    h('h1', { class: 'lede' }, lede),
    h('div', { class: 'top' }, pushPanel(signal), uploadPanel(signal), numbers.stats),
    wall,
    numbers.charts,
  );
}

function wallSection(query, signal) {
  const parts = {
    list: h('ol', { class: 'tiles', 'aria-label': 'Predictions' }),
    rate: h('span', { class: 'rate' }),
    state: h('span', { class: 'state', role: 'status' }),
    empty: h('div'),
  };
  const section = h('section', { class: 'wall', 'aria-labelledby': 'wall-title' });
  const wall = new Wall(parts.list, wallSize());
  const counts = { arrived: 0 };
  let opened = new AbortController();
  const reopen = (filter) => {
    opened.abort();
    opened = new AbortController();
    signal.addEventListener('abort', () => opened.abort());
    section.classList.remove('lost');
    void openWall({ wall, parts, section, counts, filter }, opened.signal);
  };
  const controls = [filterForm(query, reopen), pauseButton(wall)];
  section.append(
    h(
      'div',
      { class: 'wall-head' },
      h('h2', { id: 'wall-title' }, 'Predictions'),
      parts.state,
      parts.rate,
      ...controls,
    ),
    parts.empty,
    parts.list,
  );
  void repeat(1000, signal, () => showRate(wall, counts, parts.rate));
  reopen(query);
  return section;
}

/** As many tiles as fit in three rows; on a phone in five. */
function wallSize() {
  const width = Math.min(document.documentElement.clientWidth, 1440);
  return width < 640 ? 15 : Math.floor((width - 48 + 8) / 144) * 3;
}

async function openWall({ wall, parts, section, counts, filter }, signal) {
  wall.clear();
  fill(parts.empty, note('Loading …'));
  let after;
  const load = async () => {
    const [last] = await predictions({ limit: 1 }, signal);
    after = last?.seq ?? 0;
    const query = { ...filter, limit: wallSize(), before: after + 1 };
    let newest = [];
    for await (const { found, looked, of, isOver } of searchPredictions(query, signal)) {
      newest = found;
      fill(parts.empty, !isOver && note(`Looked through ${count(looked)} of ${count(of)} …`));
    }
    wall.seed(newest);
    fill(parts.empty, newest.length === 0 && emptyNote(filter, last !== undefined));
    return false;
  };
  await repeat(2000, signal, load, (error) => fill(parts.empty, note(`${error.message}.`)));
  const on = {
    predictions: (arrived) => {
      counts.arrived += arrived.length;
      if (wall.shown === 0) fill(parts.empty);
      wall.add(arrived);
    },
    ledger: showLedger,
    state: (name, seconds) => showState(section, parts.state, name, seconds),
  };
  await followStream({ after, filter, on }, signal);
}

function showState(section, place, name, seconds) {
  section.classList.toggle('lost', name === 'lost');
  place.dataset.state = name;
  const texts = { connecting: 'connecting …', live: 'live' };
  place.textContent = texts[name] ?? `stream lost, next try in ${seconds} s; it goes on where it was`;
}

function emptyNote(filter, hasOthers) {
  if (Object.keys(filter).length > 0 && hasOthers) return note('No prediction matches this filter (yet).');
  const first = Array.from({ length: previewed }, (_, index) =>
    h('li', {}, picture(`/dataset/images/${index}`, { alt: `picture ${index}`, width: 84, height: 84 })),
  );
  const text =
    'Nothing pushed yet. These are the first pictures of the data set: press Push, and each gets its label here.';
  return note(text, h('ul', { class: 'preview' }, ...first));
}

function showRate(wall, counts, place) {
  const { arrived } = counts;
  const { skipped } = wall;
  counts.arrived = 0;
  wall.skipped = 0;
  if (wall.isPaused) place.textContent = arrived ? `paused: ${count(arrived)}/s pass by` : 'paused';
  else if (skipped > 0) place.textContent = `showing ${count(arrived - skipped)} of ${count(arrived)}/s`;
  else place.textContent = arrived > 0 ? `${count(arrived)}/s` : '';
}

function pauseButton(wall) {
  const button = h('button', { type: 'button', class: 'quiet', 'aria-pressed': 'false' }, 'Pause');
  button.addEventListener('click', () => {
    wall.isPaused = !wall.isPaused;
    button.setAttribute('aria-pressed', String(wall.isPaused));
  });
  return button;
}

function filterForm(query, onChange) {
  const label = h(
    'select',
    { 'aria-label': 'Label', data: { filter: '' } },
    h('option', { value: '' }, 'all labels'),
  );
  const wrong = h('input', { type: 'checkbox', checked: query.wrong === 'true' });
  const unsure = h('input', { type: 'checkbox', checked: query.unsure === 'true' });
  // What a link brought here; it can be taken off, not written.
  const given = Object.entries({ imageSource: 'only from', imageKey: 'only with the key' })
    .filter(([name]) => query[name])
    .map(([name, text]) => ({ name, text, box: h('input', { type: 'checkbox', checked: true }) }));
  const change = () => {
    const filter = {
      ...Object.fromEntries(given.filter(({ box }) => box.checked).map(({ name }) => [name, query[name]])),
      ...(label.value && { label: label.value }),
      ...(wrong.checked && { wrong: 'true' }),
      ...(unsure.checked && { unsure: 'true' }),
    };
    rememberQuery(filter);
    onChange(filter);
  };
  void offerLabels(label, query.label);
  return h(
    'form',
    { class: 'filter', onchange: change, onsubmit: (event) => event.preventDefault() },
    label,
    h('label', {}, wrong, 'wrong only'),
    h('label', {}, unsure, 'unsure'),
    ...given.map(({ name, text, box }) => h('label', {}, box, `${text} ${query[name]}`)),
  );
}

async function offerLabels(select, chosen) {
  const { labels } = await ask('/dataset').catch(() => ({ labels: [] }));
  const all = chosen && !labels.includes(chosen) ? [...labels, chosen] : labels;
  select.append(...all.map((name) => h('option', { value: name }, name)));
  select.value = chosen ?? '';
}
