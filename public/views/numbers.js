import { ask } from '../api.js';
import { h } from '../dom.js';
import { repeat } from '../repeat.js';
import { Figures } from './figures.js';

const everyMs = 1000;
/** An answer stands for the seconds since the one before, when they are no more than this. */
const longestSilenceS = 5;
/** p50 and p99 of the last 60 seconds; they outlive the view, so that coming back shows no hole. */
const latency = { p50: Array(60).fill(null), p99: Array(60).fill(null), at: 0 };

/** Figures, and below the wall the charts: their scripts are loaded when there is something to draw and it is in view. */
export function numbersPanels(signal) {
  const figures = new Figures();
  const charts = h('div', { class: 'charts', hidden: true });
  let showPanels = () => undefined;
  whenSeen(charts, signal, async () => {
    const { drawPanels } = await import('./panels.js');
    if (!signal.aborted) showPanels = drawPanels(charts, signal);
  });
  const work = async () => {
    if (document.hidden) return;
    const numbers = await ask('/statistics', { signal });
    remember(numbers);
    figures.show(numbers);
    charts.hidden = numbers.recent.predictions === 0;
    showPanels(numbers, latency);
  };
  void repeat(everyMs, signal, work);
  return { stats: figures.element, charts };
}

function whenSeen(element, signal, work) {
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    observer.disconnect();
    void work();
  });
  observer.observe(element);
  signal.addEventListener('abort', () => observer.disconnect());
}

/** Seconds in which nothing was predicted are gaps. */
function remember({ perSecond, recent }) {
  const now = Math.floor(Date.now() / 1000);
  const passed = Math.min(60, now - latency.at);
  latency.at = now;
  const isWorking = (perSecond.at(-1) ?? 0) > 0;
  for (const name of ['p50', 'p99']) {
    const value = isWorking ? recent.totalMs[name] : null;
    const since = passed <= longestSilenceS ? value : null;
    latency[name] = [...latency[name], ...Array(passed).fill(since)].slice(-60);
    latency[name][59] = value;
  }
}
