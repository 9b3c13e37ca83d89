import { fill, h } from '../dom.js';
import { count, share } from '../words.js';

const mostClasses = 12;
const mostSizes = 5;

function bars(place, rows) {
  const most = Math.max(1, ...rows.map(({ value }) => value ?? 0));
  const items = rows.map(({ name, value, text }) =>
    h(
      'li',
      {},
      h('span', { class: 'label' }, name),
      h('span', { class: 'bar', vars: { '--share': (value ?? 0) / most } }),
      h('span', { class: 'percent' }, text),
    ),
  );
  fill(place, ...(items.length > 0 ? items : [h('li', { class: 'quiet' }, 'nothing yet')]));
}

export function showLag(place, lags) {
  bars(
    place,
    lags.map(({ broker, topic, lag }) => ({
      name: `${broker}: ${topic}`,
      value: lag,
      text: lag === null ? 'not known' : count(lag),
    })),
  );
}

export function showBatches(place, sizes) {
  const total = sizes.reduce((sum, { predictions }) => sum + predictions, 0);
  const most = sizes.toSorted((one, other) => other.predictions - one.predictions).slice(0, mostSizes);
  bars(
    place,
    most
      .toSorted((one, other) => one.size - other.size)
      .map(({ size, predictions }) => ({
        name: `${count(size)} in a batch`,
        value: predictions,
        text: share(predictions / total),
      })),
  );
}

export function showClasses(place, classes) {
  const total = classes.reduce((sum, { predictions }) => sum + predictions, 0);
  bars(
    place,
    classes.slice(0, mostClasses).map(({ label, predictions }) => ({
      name: label,
      value: predictions,
      text: share(predictions / total),
    })),
  );
}
