import { ask, pictureOf, post, withQuery } from '../api.js';
import { fill, h, table } from '../dom.js';
import { framed } from '../frame.js';
import { repeat } from '../repeat.js';
import { addressOf } from '../routes.js';
import { driftSection } from './drift.js';
import { count, duration, images, share, when } from '../words.js';

const everyMs = 3000;
const disagreementsShown = 24;

/** The models, which of their versions answers, and what changes that. */
export async function show(place, { id }, signal) {
  const list = h('div', { class: 'models' });
  const report = h('div', { role: 'status' });
  const view = { seen: '', begun: 0, shown: 0 };
  const load = async () => {
    const turn = ++view.begun;
    const models = id
      ? [await ask(`/models/${encodeURIComponent(id)}`, { signal })]
      : await ask('/models', { signal });
    const reports = await Promise.all(models.map((model) => reportOf(model, signal)));
    const drifts = await Promise.all(models.map((model) => driftOf(model, signal)));
    const text = JSON.stringify([models, reports, drifts]);
    // A load that was begun before may end after: it knows nothing of what was changed since.
    if (turn < view.shown) return;
    view.shown = turn;
    if (text === view.seen) return;
    view.seen = text;
    keepingState(list, () =>
      fill(
        list,
        ...models.map((model, index) =>
          modelPanel(model, { report: reports[index], drift: drifts[index] }, act),
        ),
      ),
    );
  };
  const decide = decider();
  const act = async (model, action, body) => {
    fill(report, h('p', { class: 'meta' }, 'Working …'));
    const outcome = await decide(model, action, body).then(
      ({ serving, message }) => h('p', { class: 'report' }, `${model}: ${servingText(serving)}; ${message}.`),
      (error) => h('p', { class: 'error', role: 'alert' }, `${error.message}.`),
    );
    // First the versions and their buttons, then the word that it is done: whoever reads it may press the next one.
    await load().catch(() => undefined);
    fill(report, outcome);
  };
  await load();
  const all = id && h('a', { href: '#/models' }, 'All models');
  fill(place, h('h1', {}, 'Models'), all, report, list);
  await repeat(everyMs, signal, load);
}

/**
 * Sends decisions one after the other. A second click may come before the first is answered: the revision that this
 * page has made itself is no news to it.
 */
function decider() {
  const made = new Map();
  let before = Promise.resolve();
  return (model, action, { revision, ...body }) => {
    const decided = before.then(async () => {
      const seen = Math.max(revision, made.get(model) ?? 0);
      const answer = await post(`/models/${encodeURIComponent(model)}/${action}`, {
        ...body,
        revision: seen,
      });
      made.set(model, answer.revision);
      return answer;
    });
    before = decided.catch(() => undefined);
    return decided;
  };
}

/** Where the focus is, and which details are open, outlives what is made anew. */
function keepingState(list, renew) {
  const focused = document.activeElement?.dataset.act;
  const open = [...list.querySelectorAll('details[open]')].map(({ dataset }) => dataset.keep);
  const folded = document.activeElement?.parentElement?.dataset.keep;
  renew();
  const find = (name, key) => list.querySelector(`[data-${name}="${CSS.escape(key)}"]`);
  for (const key of open) if (key) find('keep', key)?.setAttribute('open', '');
  if (focused) find('act', focused)?.focus();
  else if (folded) find('keep', folded)?.querySelector('summary')?.focus();
}

const driftOf = ({ name }, signal) =>
  ask(`/models/${encodeURIComponent(name)}/drift`, { signal }).catch(() => undefined);

const reportOf = ({ name }, signal) =>
  ask(withQuery(`/models/${encodeURIComponent(name)}/report`, { limit: disagreementsShown }), {
    signal,
  }).catch(() => undefined);

function servingText({ version, canary, shadow }) {
  const parts = [`version ${version} serves`];
  if (canary) parts.push(`version ${canary.version} answers ${canary.percent}% as a canary`);
  if (shadow) parts.push(`version ${shadow} predicts in the shadow`);
  return parts.join(', ');
}

function modelPanel(model, { report, drift }, act) {
  const { name, isDefault, serving, trouble, versions } = model;
  const results = new Map(report?.versions.map((result) => [result.version, result]));
  const names = ['Version', 'Does', 'State', 'Accuracy', 'Answered', 'Compute', ''];
  const rows = versions.map((version) => versionRow(model, version, results.get(version.version), act));
  return h(
    'section',
    { class: 'panel', 'aria-label': name },
    h('h2', {}, name, isDefault && h('small', {}, ' answers events that name no model')),
    h('p', { class: 'said' }, serving ? servingText(serving) : 'does not serve here'),
    trouble && h('p', { class: 'error' }, `The newest decision does not hold here: ${trouble}.`),
    serving && stepButtons(model, act),
    table(`Versions of ${name}`, names, rows),
    report?.since && h('p', { class: 'meta' }, `Counted since ${when(report.since)}, when the canary began.`),
    drift && driftSection(drift),
    report?.shadow && shadowSection(report.shadow),
  );
}

/**
 * @param step what POST /models/<name>/<action> takes. It is refused where somebody has decided since the page showed
 *   the model.
 */
function button(text, { model: { name: model, revision }, action, body }, act) {
  const data = { act: `${model} ${action} ${body?.version ?? ''}` };
  return h(
    'button',
    { type: 'button', class: 'quiet', data, onclick: () => void act(model, action, { ...body, revision }) },
    text,
  );
}

/** What ends a trial, or takes a step back. */
function stepButtons(model, act) {
  const { canary, shadow, previous } = model.serving;
  const trial = canary?.version ?? shadow;
  return h(
    'div',
    { class: 'actions' },
    trial && button(`Promote version ${trial}`, { model, action: 'promote' }, act),
    trial && button('End the trial', { model, action: 'abort' }, act),
    previous && button(`Roll back to version ${previous}`, { model, action: 'roll-back' }, act),
  );
}

/** @param result what the report says about the version, if it has answered anything. */
function versionRow(model, version, result, act) {
  const { serving } = model;
  const { does, backend, reason } = version;
  const body = { version: version.version };
  const actions = h(
    'div',
    { class: 'actions' },
    button('Swap in', { model, action: 'swap', body }, act),
    button('Canary 10%', { model, action: 'canary', body: { ...body, percent: 10 } }, act),
    button('Shadow', { model, action: 'shadow', body }, act),
  );
  return [
    h('b', {}, version.version),
    does.map((duty) => h('span', { class: 'duty', data: { duty } }, duty)),
    h('span', { title: backend?.reason ?? reason }, stateText(version)),
    accuracyOf(version, result),
    result && `${images(result.images)} (${share(result.share)})`,
    result?.meanComputeMs ? `${duration(result.meanComputeMs)} a batch` : '',
    serving && !does.includes('serves') && actions,
  ];
}

function stateText({ state, reason, backend }) {
  if (state === 'ready') return backend ? `ready on ${backend.name}` : 'ready';
  return reason && reason !== state ? `${state}: ${reason}` : state;
}

function accuracyOf({ accuracy }, result) {
  const card = accuracy === undefined ? '' : `${share(accuracy)} by its card`;
  const isKnown = result?.accuracy !== undefined && result.accuracy !== null;
  const here = isKnown ? `${share(result.accuracy)} of ${count(result.known)} here` : '';
  return [card, here].filter(Boolean).join(', ');
}

function shadowSection({ version, images: compared, agreed, agreement, accuracy, disagreements }) {
  if (compared === 0)
    return h('p', { class: 'meta' }, `Version ${version} has predicted nothing in the shadow yet.`);
  const sides =
    accuracy &&
    `Where the truth is known: ${share(accuracy.answered)} answered right, ${share(accuracy.shadow)} in the shadow.`;
  return h(
    'div',
    { class: 'shadow' },
    h('h3', {}, `Version ${version} in the shadow: ${share(agreement ?? 0)} agreement`),
    h('p', {}, `${count(agreed)} of ${images(compared)} alike. ${sides ?? ''}`),
    disagreements.length > 0 && h('h3', {}, 'Where they disagree'),
    h('ol', { class: 'tiles' }, ...disagreements.map(disagreement)),
  );
}

function disagreement({ imageId, imageIndex, trueLabel, answered, shadow }) {
  const said = ({ label, confidence }, name) =>
    h(
      'span',
      { class: 'opinion' },
      `${name}: `,
      h('b', {}, label),
      ` ${share(confidence)}${trueLabel === null ? '' : label === trueLabel ? ' ✓' : ' ✗'}`,
    );
  const alt = imageIndex === null ? 'picture' : `picture ${imageIndex}`;
  return h(
    'li',
    {},
    h(
      'a',
      { class: 'tile', href: addressOf.image({ imageId }) },
      framed(pictureOf(imageId), alt).element,
      said(answered, `v${answered.version}`),
      said(shadow, 'shadow'),
      trueLabel !== null && h('span', { class: 'mark' }, `is ${trueLabel}`),
    ),
  );
}
