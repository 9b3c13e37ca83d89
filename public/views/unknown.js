import { ask, resolve } from '../api.js';
import { fill, h, table } from '../dom.js';
import { addressOf } from '../routes.js';
import { count, images, short, when } from '../words.js';

/** Unknown images of a request: what that means, and the way to forget them. `reload` is called after it. */
export function unknownPanel({ requestId, unknown, broker }, reload) {
  const report = h('div', { role: 'status' });
  const actions = h('div', { class: 'actions' });
  const forget = async () => {
    fill(actions);
    try {
      await resolve(requestId);
      await reload();
    } catch (error) {
      fill(report, h('p', { class: 'error', role: 'alert' }, `${error.message}.`));
      offer();
    }
  };
  const offer = () => fill(actions, button('Forget them …', confirm));
  const confirm = () => {
    const yes = button(`Yes, forget ${images(unknown)}`, () => void forget());
    fill(
      actions,
      h('span', {}, `These images are surely not at ${broker}?`),
      yes,
      button('No', offer, 'quiet'),
    );
    yes.focus();
  };
  offer();
  return h(
    'section',
    { class: 'unknown', 'aria-label': 'Unknown images' },
    h(
      'p',
      {},
      `Nobody publishes these images any more, and ${broker} has not confirmed them: it may have them or not. `,
      'Those that it has end by themselves, with their outcome. ',
      h('code', {}, 'seamline verify --topics --resolve'),
      ' looks for them. Forget them if you know that they are not there; one that comes after all counts again.',
    ),
    actions,
    report,
  );
}

/** The requests with unknown images; undefined when there are none. */
export async function unknownSection(signal) {
  const requests = await ask('/unknown', { signal }).catch(() => []);
  if (requests.length === 0) return undefined;
  const rows = requests.map(({ requestId, broker, images: unknown, since }) => [
    h('a', { href: addressOf.request(requestId), title: requestId }, h('code', {}, short(requestId))),
    when(since),
    broker ?? '',
    count(unknown),
  ]);
  const names = ['Request', 'Unknown since', 'Broker', 'Unknown images'];
  return h('section', {}, h('h2', {}, 'With unknown images'), table('Unknown images', names, rows));
}

function button(text, onclick, kind = undefined) {
  return h('button', { type: 'button', class: kind, onclick }, text);
}
