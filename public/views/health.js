import { ask } from '../api.js';
import { fill, h } from '../dom.js';
import { repeat } from '../repeat.js';
import { count, when } from '../words.js';

const everyMs = 2000;

/** Whether each part is well, and what it said last when it was not. */
export async function show(place, _address, signal) {
  const list = h('ul', { class: 'health' });
  const failed = new Map();
  fill(place, h('h1', {}, 'Health'), h('p', { class: 'meta' }, 'Asked again every 2 seconds.'), list);
  const isAway = new Map();
  const part = async (name, read) => {
    try {
      const value = await read();
      isAway.delete(name);
      return value;
    } catch (error) {
      if (signal.aborted) throw error;
      failed.set(name, `${error.message} (${when(new Date().toISOString())})`);
      isAway.set(name, error.message);
      return undefined;
    }
  };
  await repeat(everyMs, signal, async () => {
    const brokers = await part('api', () => ask('/brokers', { signal }));
    const ledger = await part('database', () => ask('/ledger', { signal }));
    const models = await part('models', () => ask('/models', { signal }));
    const numbers = await part('numbers', () => ask('/statistics', { signal }));
    const answers = { brokers, ledger, models, numbers };
    fill(list, ...rowsOf(answers, isAway, failed).map(row));
  });
}

function rowsOf({ brokers, ledger, models, numbers }, isAway, failed) {
  const rows = [
    { name: 'api', ok: !isAway.has('api'), text: isAway.get('api') ?? 'answers', last: failed.get('api') },
    {
      name: 'database',
      ok: ledger !== undefined,
      text: isAway.get('database') ?? `answers; ${count(ledger?.accepted ?? 0)} images are in it`,
      last: failed.get('database'),
    },
  ];
  for (const { name, enabled, state, lastError } of brokers ?? []) {
    if (enabled)
      rows.push({ name: `broker ${name}`, ok: state === 'connected', text: state, last: lastError });
  }
  for (const model of models ?? []) rows.push(...modelRows(model));
  if (isAway.has('models'))
    rows.push({ name: 'models', ok: false, text: isAway.get('models'), last: failed.get('models') });
  return [...rows, ...(numbers ? roleRows(numbers) : [])];
}

function modelRows({ name, serving, versions }) {
  if (!serving) return [];
  return versions
    .filter(({ does, state }) => does.length > 0 || state === 'failed')
    .map(({ version, state, reason, does, backend }) => ({
      name: `model ${name}@${version}`,
      ok: state === 'ready',
      text: [does.join(', '), backend ? `on ${backend.name}` : state].filter(Boolean).join(', '),
      last: state === 'ready' ? undefined : reason,
    }));
}

/** Topics come in pairs, images before predictions. A role, wherever it runs, is not well when things wait and none moves. */
function roleRows({ lag: lags, perSecond }) {
  const moves = perSecond.slice(-5).some((images) => images > 0);
  return lags.map(({ broker, topic, lag }, index) => ({
    name: `role ${index % 2 === 0 ? 'classifier' : 'results'}, ${broker}`,
    ok: lag === null ? undefined : lag === 0 || moves,
    text: lag === null ? `how much waits in ${topic} is not known` : `${count(lag)} wait in ${topic}`,
  }));
}

function row({ name, ok, text, last }) {
  const state = { true: 'well', false: 'away', undefined: 'unknown' }[String(ok)];
  return h(
    'li',
    { data: { state } },
    h('b', {}, name),
    h('span', { class: 'state' }, { well: '● well', away: '✗ not well', unknown: '○ not known' }[state]),
    h('span', {}, text),
    h('small', {}, last ? `last error: ${last}` : 'no error seen'),
  );
}
