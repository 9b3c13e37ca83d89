import { h } from './dom.js';

const seconds = Array.from({ length: 60 }, (_, index) => index - 59);
let library;

/** uPlot, loaded when the first chart is there. */
function loadLibrary() {
  library ??= new Promise((resolve, reject) => {
    const script = h('script', { src: 'charts/uPlot.iife.min.js' });
    script.addEventListener('load', () => resolve(globalThis.uPlot));
    script.addEventListener('error', () => reject(new Error('the chart library cannot be loaded')));
    document.head.append(h('link', { rel: 'stylesheet', href: 'charts/uPlot.min.css' }), script);
  });
  return library;
}

/**
 * Lines over the last 60 seconds, drawn again when size or colours change.
 *
 * @param lines of each: `name`, and `colour`, the name of a CSS variable.
 * @param unit the unit of the vertical axis.
 * @returns a function that takes the values of each line, oldest first; null is a gap.
 */
export function lineChart(place, { lines, unit, filled = false }, signal) {
  let values = lines.map(() => seconds.map(() => null));
  let chart;
  const draw = async () => {
    const uPlot = await loadLibrary();
    chart?.destroy();
    if (signal.aborted || place.clientWidth === 0) return;
    chart = new uPlot(optionsOf(place, { lines, unit, filled }), [seconds, ...values], place);
  };
  const resized = new ResizeObserver(() => void draw().catch(() => undefined));
  resized.observe(place);
  const dark = matchMedia('(prefers-color-scheme: dark)');
  dark.addEventListener('change', draw, { signal });
  signal.addEventListener('abort', () => {
    resized.disconnect();
    chart?.destroy();
  });
  return (next) => {
    values = next;
    chart?.setData([seconds, ...values]);
  };
}

function optionsOf(place, { lines, unit, filled }) {
  const colour = (name) => colourOf(place, name);
  const axis = {
    stroke: colour('--quiet'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
    font: '12px system-ui, sans-serif',
  };
  return {
    width: place.clientWidth,
    height: 168,
    legend: { show: false },
    cursor: { show: false },
    padding: [8, 16, 0, 0],
    scales: { x: { time: false, range: [-59, 0] }, y: { range: (_, __, max) => [0, niceTop(max)] } },
    axes: [
      {
        ...axis,
        size: 28,
        incrs: [15, 30],
        values: (_, ticks) => ticks.map((tick) => (tick === 0 ? 'now' : `${tick} s`)),
      },
      { ...axis, size: 64, values: (_, ticks) => ticks.map((tick) => `${tick.toLocaleString('en')}${unit}`) },
    ],
    series: [
      {},
      ...lines.map((line) => ({
        label: line.name,
        stroke: colour(line.colour),
        width: 2,
        ...(filled && { fill: colour('--accent-ground') }),
        points: { show: false },
      })),
    ],
  };
}

/** A canvas knows no variables: the colour as it is here and now. */
function colourOf(place, variable) {
  const probe = h('span', { vars: { color: `var(${variable})` } });
  place.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

function niceTop(max) {
  return max > 0 ? max * 1.1 : 1;
}
