import { ask } from './api.js';
import { fill, h } from './dom.js';
import { LedgerStrip } from './ledger.js';
import { repeat } from './repeat.js';
import { addressOf } from './routes.js';
import { count } from './words.js';

const statusEveryMs = 2000;
const modelsEveryMs = 10_000;

const element = (id) => document.getElementById(id);
const strip = new LedgerStrip(element('ledger'));
const listeners = new Set();
let names = '';

/** What was answered last: `brokers`, `ledger`, and `trouble` while the server or its database is away. */
export const status = { brokers: [], ledger: undefined, trouble: '' };

/** Calls back now and with every change of the brokers, until the signal ends. */
export function onBrokers(listener, signal) {
  listeners.add(listener);
  signal.addEventListener('abort', () => listeners.delete(listener));
  listener(status.brokers);
}

/** Shows the ledger of all images, from the stream or from a request. */
export function showLedger(ledger) {
  status.ledger = ledger;
  strip.show(ledger);
  const letters = element('letters');
  letters.hidden = ledger.dead === 0;
  letters.textContent = count(ledger.dead);
}

/** Keeps the head of the page true for as long as it is open. */
export function watchStatus() {
  const { signal } = new AbortController();
  const work = async () => {
    showBrokers(await ask('/brokers'));
    showLedger(await ask('/ledger'));
    showTrouble('');
    showDatabase('connected');
  };
  void repeat(modelsEveryMs, signal, async () => showModels(await ask('/models')));
  void repeat(statusEveryMs, signal, work, showError);
}

function showDatabase(state) {
  fill(element('database'), chip({ name: 'database', state }));
}

/** Those that serve, each with what runs it. */
function showModels(models) {
  const serving = models.filter(({ serving: its }) => its);
  const chips = serving.map(({ name, serving: { version }, versions }) => {
    const found = versions.find((each) => each.version === version);
    const state = found?.state === 'ready' ? 'connected' : 'disconnected';
    const address = addressOf.model(name);
    return chip({ name: `${name}@${version}`, state, text: found?.backend?.name ?? found?.state, address });
  });
  fill(element('models'), ...chips);
}

function showError(error) {
  if (error.details?.code === 'DATABASE_UNAVAILABLE') {
    showDatabase('disconnected');
    showTrouble(
      `The database is away: ${error.message}. Nothing is lost: predictions wait in the broker, and are stored when it is back.`,
    );
  } else if (error.status === 0)
    showTrouble('Seamline does not answer. What you see is old; it is asked again every 2 seconds.');
  else showTrouble(`${error.message}. It is asked again every 2 seconds.`);
}

function showTrouble(text) {
  if (status.trouble === text) return;
  status.trouble = text;
  const banner = element('trouble');
  banner.hidden = text === '';
  banner.textContent = text;
  document.body.classList.toggle('stale', text !== '');
}

function showBrokers(found) {
  const text = JSON.stringify(found);
  if (text === names) return;
  names = text;
  status.brokers = found.filter(({ enabled }) => enabled);
  fill(element('brokers'), ...status.brokers.map(chip));
  showAway(status.brokers.filter(({ state }) => state === 'disconnected'));
  for (const listener of listeners) listener(status.brokers);
}

function chip({ name, state, text = state, address = '#/health' }) {
  return h(
    'li',
    { data: { state } },
    h('a', { href: address }, name, h('span', { class: 'word' }, ` ${text}`)),
  );
}

function showAway(away) {
  const banner = element('away');
  banner.hidden = away.length === 0;
  banner.textContent = away
    .map(
      ({ name, lastError }) =>
        `${name} is away${lastError ? ` (${lastError})` : ''}. Nothing is lost: what it has accepted waits in it; ` +
        'a push to it is refused until it is back. Seamline connects again by itself.',
    )
    .join(' ');
}
