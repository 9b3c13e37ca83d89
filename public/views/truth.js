import { ask, post } from '../api.js';
import { fill, h } from '../dom.js';
import { when } from '../words.js';

const pathOf = (imageId) => `/predictions/${encodeURIComponent(imageId)}`;

/** Who labels one image will label the next. */
let lastSource = '';

/** What is known of an image's truth; undefined where nobody can say. */
export const truthAbout = (imageId, signal) =>
  ask(`${pathOf(imageId)}/labels`, { signal }).catch(() => undefined);

/**
 * What an image really shows: who said so, and the form to say it.
 *
 * @param report keeps what is said about the last label, while the panel around it is made anew.
 * @param onChange is called when a label is taken.
 */
export function truthPanel(truth, report, onChange) {
  const { imageId, trueLabel, allowed, history } = truth;
  const known =
    trueLabel === null
      ? ['Nobody has said yet. A true label ']
      : ['Its true label is ', h('b', {}, trueLabel), ', which '];
  return h(
    'section',
    { class: 'panel truth', 'aria-labelledby': 'truth-title' },
    h('h2', { id: 'truth-title' }, 'What it really shows'),
    h('p', {}, ...known, 'counts in the accuracy and the confusion matrix.'),
    allowed
      ? labelForm({ imageId, allowed, trueLabel }, report, onChange)
      : h('p', { class: 'meta' }, 'The labels of the model that predicted are not known here any more.'),
    report,
    history.length > 0 && h('ul', { class: 'history' }, ...history.map(said)),
  );
}

function labelForm({ imageId, allowed, trueLabel }, report, onChange) {
  const options = allowed.map((label) => h('option', { value: label, selected: label === trueLabel }, label));
  const choose = h(
    'option',
    { value: '', disabled: true, selected: !allowed.includes(trueLabel) },
    'choose …',
  );
  const label = h('select', { name: 'label', required: true }, choose, ...options);
  const source = h('input', { name: 'source', maxlength: '512', autocomplete: 'off', value: lastSource });
  const button = h('button', { type: 'submit' }, 'Save the true label');
  const form = h(
    'form',
    {},
    h('label', { class: 'wide' }, 'True label', label),
    h('label', { class: 'wide' }, h('span', {}, 'Who says so ', h('small', {}, '(optional)')), source),
    button,
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    lastSource = source.value.trim();
    const body = { label: label.value, ...(lastSource && { source: lastSource }) };
    void save(imageId, body, { button, report, onChange });
  });
  return form;
}

async function save(imageId, body, { button, report, onChange }) {
  button.disabled = true;
  try {
    const { trueLabel, right } = await post(`${pathOf(imageId)}/label`, body);
    const verdict = right ? 'the model was right' : 'the model was wrong';
    fill(report, h('p', { class: 'report' }, `Saved: it is ${trueLabel}, ${verdict}.`));
    await onChange();
  } catch (error) {
    fill(report, h('p', { class: 'error', role: 'alert' }, `${error.message}.`));
  } finally {
    button.disabled = false;
  }
}

/** One label of the history, the truth that counts marked. */
function said({ label, classIndex, source, state, counts, replaced, reason, givenAt }) {
  const became = {
    waiting: 'waits for the prediction',
    refused: `does not count: ${reason}`,
    accepted: counts ? 'counts' : 'does not count any more',
  }[state];
  const from = replaced === null ? '' : `; before it: ${replaced}`;
  return h(
    'li',
    {},
    h('b', {}, label ?? `number ${classIndex}`),
    `${source === null ? '' : ` by ${source}`}, ${when(givenAt)}: ${became}${from}`,
  );
}
