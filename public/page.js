import { brokers, dataset, push } from './api.js';
import { announce, showLedger, showNoLedger } from './ledger.js';
import { Wall } from './wall.js';
import { watch } from './watch.js';
import { count, images } from './words.js';

const tilesAtOnce = 240;
const previewed = 18;
const statusEveryMs = 5000;

const element = (id) => document.getElementById(id);
let dataSet = { name: '', size: 0, sampled: false };
let shown = { id: undefined, limit: tilesAtOnce, wrongOnly: false };
let stopWatching = () => undefined;

const imageUrl = (index) => `/dataset/images/${index}?set=${encodeURIComponent(dataSet.name)}`;
const wall = new Wall(element('tiles'), element('tile'), imageUrl);

function showBrokers(list) {
  const enabled = list.filter((broker) => broker.enabled);
  const chips = enabled.map(({ name, state, lastError }) => {
    const chip = document.createElement('li');
    chip.dataset.state = state;
    chip.textContent = `${name} ${state}`;
    if (lastError) chip.title = lastError;
    return chip;
  });
  element('brokers').replaceChildren(...chips);
  const select = element('broker');
  const names = enabled.map(({ name }) => name).join();
  if (select.dataset.names === names) return;
  select.dataset.names = names;
  select.replaceChildren(...enabled.map(({ name }) => new Option(name, name)));
}

function showDataset(found) {
  dataSet = found;
  element('sampled').hidden = !found.sampled;
  element('dataset').textContent = `${images(found.size)}: ${found.description}.`;
}

/** Reads what the page needs around a request, and tells when the server is away or back. */
async function refreshStatus() {
  try {
    if (dataSet.size === 0) showDataset(await dataset());
    showBrokers(await brokers());
    if (!element('offline').hidden && shown.id) follow();
    showOffline('');
  } catch (error) {
    showOffline(error.message);
  }
  setTimeout(refreshStatus, statusEveryMs);
}

function showOffline(message) {
  const banner = element('offline');
  banner.hidden = message === '';
  if (!banner.hidden)
    banner.textContent = `${message}. What you see may be old; trying again every few seconds.`;
  document.body.classList.toggle('stale', !banner.hidden);
}

function showRequest({ ledger, predictions }) {
  showOffline('');
  showLedger(ledger);
  const matching = shown.wrongOnly ? ledger.known - ledger.right : ledger.predicted;
  const waiting = shown.wrongOnly ? 0 : ledger.inFlight + ledger.pending;
  wall.show(predictions, Math.min(waiting, Math.max(0, tilesAtOnce - predictions.length)));
  element('filter').hidden = ledger.known === 0;
  element('more').hidden = predictions.length >= matching;
  element('wall-count').textContent = countText(predictions.length, matching);
  element('wall-empty').hidden = predictions.length + waiting > 0;
  element('wall-empty').textContent = shown.wrongOnly
    ? 'No wrong prediction in this request.'
    : 'No prediction yet.';
  if (ledger.verdict !== 'working') announce(ledger);
}

function countText(listed, matching) {
  const kind = shown.wrongOnly ? 'wrong' : 'in all';
  return listed < matching
    ? `the first ${count(listed)} of ${count(matching)}`
    : `${count(matching)} ${kind}`;
}

function showFailure(error) {
  if (error.status === 0) showOffline(error.message);
  else if (error.status === 404) {
    showNoLedger(`There is no request ${shown.id}. It may belong to another database.`);
    showNothing('No such request.');
  } else showPushError(error.message);
}

function showNothing(reason) {
  wall.clear();
  element('wall-empty').hidden = false;
  element('wall-empty').textContent = reason;
  element('wall-count').textContent = '';
  element('more').hidden = true;
  element('filter').hidden = true;
}

function showPushError(message) {
  element('push-error').hidden = message === '';
  element('push-error').textContent = message;
}

function follow() {
  stopWatching();
  const { id, ...view } = shown;
  if (id) stopWatching = watch(id, view, { onChange: showRequest, onError: showFailure });
}

/** Shows the request of the address bar: `/?request=ID`. */
function openFromAddress() {
  shown = {
    id: new URLSearchParams(location.search).get('request') ?? undefined,
    limit: tilesAtOnce,
    wrongOnly: false,
  };
  element('wrong-only').checked = false;
  wall.clear();
  if (!shown.id) {
    showNoLedger(
      'Every image of a request ends as one prediction or one dead letter. This is where you check it.',
    );
    showNothing(
      'Nothing pushed yet. These are the first images: push 0 to 100, and each gets its label here.',
    );
    wall.preview(Math.min(dataSet.size, previewed));
  }
  follow();
}

async function submit(event) {
  event.preventDefault();
  const button = event.submitter ?? event.target.querySelector('button');
  button.disabled = true;
  showPushError('');
  try {
    const { links } = await push(element('broker').value, new FormData(event.target));
    history.pushState(null, '', links.page);
    openFromAddress();
  } catch (error) {
    showPushError(error.message);
    const { requestId } = error.details;
    if (requestId) history.pushState(null, '', `/?request=${requestId}`);
    if (requestId) openFromAddress();
  } finally {
    button.disabled = false;
  }
}

element('push').addEventListener('submit', submit);
element('wrong-only').addEventListener('change', ({ target }) => {
  shown = { ...shown, wrongOnly: target.checked, limit: tilesAtOnce };
  follow();
});
element('more').addEventListener('click', () => {
  shown = { ...shown, limit: Math.min(shown.limit + tilesAtOnce, 10_000) };
  follow();
});
addEventListener('popstate', openFromAddress);
await refreshStatus();
openFromAddress();
