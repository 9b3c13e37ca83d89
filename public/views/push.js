import { ask, push, request } from '../api.js';
import { fill, h } from '../dom.js';
import { pause } from '../repeat.js';
import { addressOf } from '../routes.js';
import { onBrokers } from '../status.js';
import { accuracyText, count, images, short, verdict } from '../words.js';

const quickMs = 200;
const slowMs = 3000;
const usualEnd = '100';

/** The form that publishes a range of images, with the progress of what it has sent. */
export function pushPanel(signal) {
  const broker = h('select', { 'aria-label': 'Broker' }, h('option', { value: '' }, 'default'));
  const form = h(
    'form',
    {},
    h('label', { class: 'wide' }, 'Broker', broker),
    h('label', {}, 'From', numberInput('start_idx', '0')),
    h('label', {}, h('span', {}, 'To ', h('small', {}, '(not included)')), numberInput('end_idx', usualEnd)),
    h('button', { type: 'submit' }, 'Push'),
  );
  const hint = h('p', { class: 'hint' });
  const progress = h('div', { class: 'progress' });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void submit(form, broker.value, progress, signal);
  });
  onBrokers((brokers) => offer(broker, brokers), signal);
  void describeDataset(hint, form, signal);
  return h(
    'section',
    { class: 'panel push', 'aria-labelledby': 'push-title' },
    title(),
    form,
    progress,
    hint,
  );
}

const title = () => h('h2', { id: 'push-title' }, 'Push images');

function numberInput(name, value) {
  return h('input', { name, inputmode: 'numeric', pattern: '[0-9]+', value, required: true });
}

function offer(select, brokers) {
  const names = brokers.map(({ name }) => name);
  if (names.length === 0 || names.join() === select.dataset.names) return;
  select.dataset.names = names.join();
  fill(select, ...names.map((name) => h('option', { value: name }, name)));
}

async function describeDataset(hint, form, signal) {
  const { size, description } = await ask('/dataset', { signal }).catch(() => ({}));
  if (size === undefined) return;
  hint.textContent = `${images(size)}: ${description}.`;
  const end = form.elements.end_idx;
  // What somebody has filled in meanwhile stays.
  if (end.value === usualEnd) end.value = Math.min(size, usualEnd);
}

async function submit(form, broker, progress, signal) {
  const button = form.querySelector('button');
  button.disabled = true;
  // The broker may be slow: the answer comes after 30 s at the latest.
  fill(progress, h('p', { class: 'meta', role: 'status' }, 'Publishing …'));
  const started = performance.now();
  try {
    const { requestId } = await push(broker, new FormData(form));
    button.disabled = false;
    await follow({ requestId, started }, progress, signal);
  } catch (error) {
    if (signal.aborted) return;
    const { requestId } = error.details ?? {};
    const link = requestId && h('a', { href: addressOf.request(requestId) }, 'What became of it');
    fill(progress, h('p', { class: 'error', role: 'alert' }, `${error.message}. `, link));
  } finally {
    button.disabled = false;
  }
}

/** Shows how far a request is until it has ended: asks often while something changes, less often while nothing does. */
async function follow({ requestId, started }, place, signal) {
  const bar = h('progress', { max: 1, value: 0, 'aria-label': 'Images with an outcome' });
  const text = h('span');
  const link = h('a', { href: addressOf.request(requestId) }, `request ${short(requestId)} ›`);
  fill(place, bar, h('p', { class: 'meta' }, text, ' · ', link));
  for (let seen = -1, pauseMs = quickMs; ;) {
    const ledger = await request(requestId, signal);
    const decided = ledger.predicted + ledger.dead;
    pauseMs = decided === seen ? Math.min(pauseMs * 1.5, slowMs) : quickMs;
    seen = decided;
    bar.max = Math.max(ledger.requested, 1);
    bar.value = decided;
    const rate = decided / ((performance.now() - started) / 1000);
    const more = ledger.publishing ? ' · still being published' : '';
    text.textContent = `${count(decided)} / ${count(ledger.requested)} · ${count(Math.round(rate))}/s${more}`;
    if (ledger.verdict === 'complete' || ledger.verdict === 'interrupted') return announce(ledger, text);
    await pause(pauseMs, signal);
  }
}

function announce(ledger, text) {
  const words = `${verdict(ledger).text}. ${accuracyText(ledger)}`;
  document.getElementById('announcer').textContent = words;
  text.textContent = `${count(ledger.predicted + ledger.dead)} / ${count(ledger.requested)} · ${accuracyText(ledger) || verdict(ledger).text}`;
}
