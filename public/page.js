import { signOutButton } from './access.js';
import { ask } from './api.js';
import { fill, h, note } from './dom.js';
import { addressOf, readAddress } from './routes.js';
import { watchStatus } from './status.js';

/** Each view has `show(place, address, signal)`; what it has begun ends with the signal. */
const views = {
  live: { title: 'Live', load: () => import('./views/live.js') },
  requests: { title: 'Requests', load: () => import('./views/requests.js') },
  images: { title: 'Image', load: () => import('./views/image.js') },
  models: { title: 'Models', load: () => import('./views/models.js') },
  'dead-letters': { title: 'Dead letters', load: () => import('./views/dead-letters.js') },
  health: { title: 'Health', load: () => import('./views/health.js') },
};

const place = document.getElementById('view');
let leaving = new AbortController();
let isFirst = true;

async function open() {
  leaving.abort();
  leaving = new AbortController();
  const { signal } = leaving;
  const address = readAddress(location.hash);
  const view = views[address.name];
  markLink(address.name);
  document.title = `${address.id ?? view?.title ?? 'Not found'} · Seamline`;
  fill(place, note('Loading …'));
  if (!isFirst) place.focus({ preventScroll: true });
  if (!isFirst) scrollTo(0, 0);
  isFirst = false;
  if (!view)
    return fill(place, note('There is no such page here.', h('a', { href: '#/live' }, 'To the live view')));
  try {
    await (await view.load()).show(place, address, signal);
  } catch (error) {
    if (!signal.aborted) showFailure(error);
  }
}

function showFailure(error) {
  const again = h('button', { type: 'button', onclick: open }, 'Try again');
  fill(
    place,
    h('div', { role: 'alert' }, note(`${error.message}.`)),
    error.status === 404 ? undefined : again,
  );
}

function markLink(name) {
  const section = name === 'images' ? 'live' : name;
  for (const link of document.querySelectorAll('#sections a')) {
    const isCurrent = link.getAttribute('href') === `#/${section}`;
    if (!isCurrent) link.removeAttribute('aria-current');
    else link.setAttribute('aria-current', 'page');
    // On a phone the sections scroll sideways.
    if (isCurrent) link.scrollIntoView({ block: 'nearest', inline: 'center' });
  }
}

/** `/` goes to the filter of the view, Esc back from the way of one image or letter. */
function takeKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
  const isTyping = event.target.closest('input, select, textarea');
  if (event.key === '/' && !isTyping) {
    const filter = place.querySelector('[data-filter]');
    if (filter) event.preventDefault();
    filter?.focus();
  } else if (event.key === 'Escape') {
    if (isTyping) event.target.blur();
    else place.querySelector('[data-back]')?.click();
  }
}

async function showDataset() {
  const { sampled } = await ask('/dataset');
  document.getElementById('sampled').hidden = !sampled;
}

/** `/?request=ID` is what push-to-consumer answers as the address of its page. */
const asked = new URLSearchParams(location.search).get('request');
if (asked) history.replaceState(null, '', `/${addressOf.request(asked)}`);
addEventListener('hashchange', open);
addEventListener('keydown', takeKey);
fill(document.getElementById('caller'), signOutButton());
void open();
void watchStatus();
showDataset().catch(() => undefined);
