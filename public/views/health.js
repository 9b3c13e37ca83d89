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
  await repeat(everyMs, signal, async () => {
    const isAway = new Map();
    const part = async (name, path) => {
      try {
        return await ask(path, { signal });
      } catch (error) {
        if (signal.aborted) throw error;
        // What is not ready names its parts all the same.
        if (error.details.details) return error.details;
        isAway.set(name, error.message);
        return undefined;
      }
    };
    const answers = {
      ready: await part('api', '/health/ready'),
      ledger: await part('ledger', '/ledger'),
      models: await part('models', '/models'),
      numbers: await part('numbers', '/statistics'),
    };
    const rows = rowsOf(answers, isAway);
    for (const { name, ok, last } of rows)
      if (last && !ok) failed.set(name, `${last} (${when(new Date().toISOString())})`);
    fill(list, ...rows.map((one) => row({ ...one, last: failed.get(one.name) ?? one.last })));
  });
}

function rowsOf({ ready, ledger, models, numbers }, isAway) {
  const parts = Object.entries(ready?.details ?? {});
  const others = parts.filter(([name]) => !name.startsWith('model '));
  const api = isAway.get('api');
  const rows = api ? [{ name: 'api', ok: false, text: 'does not answer', last: api }] : [];
  for (const [name, { status, state, lastError }] of others) {
    const images = name === 'database' && ledger ? `; ${count(ledger.accepted)} images are in it` : '';
    rows.push({ name, ok: status === 'up', text: `${state}${images}`, last: lastError });
  }
  for (const model of models ?? []) rows.push(...modelRows(model, new Map(parts)));
  if (isAway.has('models'))
    rows.push({ name: 'models', ok: false, text: 'not known', last: isAway.get('models') });
  return [...rows, ...(numbers ? roleRows(numbers) : [])];
}

/** What this process says of its own copy counts; another process may serve the model. */
function modelRows({ name, serving, versions }, parts) {
  if (!serving) return [];
  return versions
    .filter(({ does, state }) => does.length > 0 || state === 'failed')
    .map(({ version, state, reason, does, backend }) => {
      const row = `model ${name}@${version}`;
      const part = parts.get(row) ?? { status: state === 'ready' ? 'up' : 'down', state, lastError: reason };
      const text = [does.join(', '), backend ? `on ${backend.name}` : part.state].filter(Boolean).join(', ');
      return { name: row, ok: part.status === 'up', text, last: part.lastError };
    });
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
