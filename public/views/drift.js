import { h, table } from '../dom.js';
import { count, images, share, when } from '../words.js';

const labelsShown = 10;

/** What each verdict means to somebody who has never heard of drift. */
const meanings = {
  stable: { look: 'good', text: () => '✓ stable: it answers as it did when it was measured' },
  shifting: { look: 'working', text: () => '~ shifting: its answers begin to look otherwise' },
  drifted: {
    look: 'bad',
    text: () =>
      '! drifted: its answers look clearly otherwise. The images have changed, or something before the model has',
  },
  'too few predictions': {
    look: 'working',
    text: ({ predictions, needed }) =>
      `… too few predictions: ${count(predictions)} of the ${count(needed)} that a comparison needs`,
  },
  'no baseline': {
    look: 'working',
    text: () => 'no baseline: its card does not say how it answered when it was measured',
  },
};

/** Whether the answers of a model's versions still look as they did when these were measured. */
export function driftSection({ model, versions, thresholds }) {
  const asked = versions.filter(({ predictions }) => predictions > 0);
  if (asked.length === 0) return undefined;
  return h(
    'div',
    { class: 'drift' },
    h('h3', {}, 'Drift: do the answers still look as they did when the model was measured?'),
    ...asked.flatMap((version) => versionDrift(version, model, thresholds)),
    h(
      'p',
      { class: 'meta' },
      'Drift is not error: other images make other answers. Whether these are right, true labels that come later tell.',
    ),
  );
}

function versionDrift(version, model, thresholds) {
  const { look, text } = meanings[version.verdict];
  const name = `Version ${version.version}, last ${images(version.predictions)}: `;
  return [
    h('p', {}, name, h('span', { class: 'verdict', data: { look, drift: version.verdict } }, text(version))),
    version.classes && details(version, `${model}@${version.version}`, thresholds),
  ];
}

function details({ version, classes, confidence, from, to }, key, { psi }) {
  const rows = classes.labels
    .slice(0, labelsShown)
    .map(({ label, expected, seen, psi: part }) => [label, share(expected), share(seen), part.toFixed(3)]);
  const limits = `under ${psi.shifting} is stable, from ${psi.drifted} on drifted`;
  const chance = confidence.pValue < 0.001 ? 'less than 0.1%' : share(confidence.pValue);
  return h(
    'details',
    { data: { keep: key } },
    h('summary', {}, 'What was compared'),
    h('p', { class: 'meta' }, `Answers from ${when(from)} to ${when(to)}.`),
    h(
      'p',
      {},
      h('b', {}, 'How often each label is answered. '),
      `Population stability index ${classes.psi.toFixed(3)}: ${limits}.`,
    ),
    table(`Labels of version ${version}`, ['Label', 'When measured', 'Now', 'Part of the index'], rows),
    h(
      'p',
      {},
      h('b', {}, 'How sure the model is. '),
      `Half of the answers had more than ${share(confidence.expectedMedian)} confidence when measured, ` +
        `${share(confidence.median)} now. Greatest distance of the two distributions ` +
        `(Kolmogorov–Smirnov) ${confidence.statistic.toFixed(3)}; where nothing has changed, ` +
        `${chance} of such comparisons find as much.`,
    ),
  );
}
