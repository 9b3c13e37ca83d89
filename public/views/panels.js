import { lineChart } from '../charts.js';
import { fill, h } from '../dom.js';
import { count, duration } from '../words.js';
import { showBatches, showClasses, showLag } from './bars.js';
import { Confusion } from './confusion.js';

const latencyLines = [
  { name: 'p50', colour: '--accent' },
  { name: 'p99', colour: '--second' },
];

/**
 * Charts of throughput and latency, the confusion matrix, and what else can be counted, drawn into `place`.
 *
 * @returns a function that takes what GET /statistics answers, and p50 and p99 of the last 60 seconds.
 */
export function drawPanels(place, signal) {
  const lines = linePanel(signal);
  const confusion = new Confusion(signal);
  const [batches, classes] = [h('ul', { class: 'bars' }), h('ul', { class: 'bars' })];
  fill(
    place,
    lines.element,
    panel(heading('Confusion', 'rows: what it is; columns: what the model says'), confusion.element),
    panel(
      heading('Batch sizes', 'of the last predictions'),
      batches,
      heading('Classes', 'as predicted'),
      classes,
    ),
  );
  return (numbers, latency) => {
    lines.show(numbers, latency);
    confusion.show(numbers.confusion);
    showBatches(batches, numbers.recent.batchSizes);
    showClasses(classes, numbers.classes);
  };
}

function linePanel(signal) {
  const throughput = h('div', { class: 'chart', role: 'img', 'aria-label': 'Throughput: no numbers yet' });
  const latencies = h('div', { class: 'chart', role: 'img', 'aria-label': 'Latency: no numbers yet' });
  const lag = h('ul', { class: 'bars' });
  const images = { lines: [{ name: 'images', colour: '--accent' }], unit: '/s', filled: true };
  const showThroughput = lineChart(throughput, images, signal);
  const showLatency = lineChart(latencies, { lines: latencyLines, unit: ' ms' }, signal);
  const element = panel(
    heading('Throughput', 'images a second'),
    throughput,
    heading('Latency', 'from publishing to the answer', legend(latencyLines)),
    latencies,
    heading('Waiting in the topics'),
    lag,
  );
  const show = ({ perSecond, recent, lag: lags }, latency) => {
    const [now, most] = [count(perSecond.at(-1) ?? 0), count(Math.max(0, ...perSecond))];
    showThroughput([perSecond.slice(-60)]);
    throughput.ariaLabel = `Images a second in the last minute: ${now} now, ${most} at most`;
    const { p50, p99 } = recent.totalMs;
    showLatency([latency.p50, latency.p99]);
    latencies.ariaLabel = `Latency in the last minute: p50 ${duration(p50)}, p99 ${duration(p99)}`;
    showLag(lag, lags);
  };
  return { element, show };
}

function panel(...content) {
  return h('section', { class: 'panel' }, ...content);
}

function heading(name, explanation = '', ...more) {
  return h('h2', {}, `${name} `, h('small', {}, explanation), ...more);
}

function legend(lines) {
  return h(
    'small',
    { class: 'legend' },
    ...lines.map(({ name, colour }) => h('span', { vars: { '--colour': `var(${colour})` } }, name)),
  );
}
