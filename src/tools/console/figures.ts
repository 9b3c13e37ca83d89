import type { ServiceWatch } from './service-watch.js';

/** Seconds that the throughput is the mean of. */
export const meanSeconds = 10;

/** The numbers of a service, as programs read them; null is what is not known yet, or of nothing. */
export function figuresOf({ url, away, ledger, statistics, newest }: ServiceWatch) {
  const common = { url, away: away ?? null, ledger: ledger ?? null, newest: newest[0] ?? null };
  if (!statistics) return { ...common, imagesPerSecond: null, latency: null, accuracy: null, lag: [] };
  const { perSecond, recent, known, right, lag } = statistics;
  const sum = perSecond.slice(-meanSeconds).reduce((total, outcomes) => total + outcomes, 0);
  const { p50, p99 } = recent.totalMs;
  return {
    ...common,
    imagesPerSecond: sum / meanSeconds,
    latency: recent.predictions > 0 ? { p50Ms: p50, p99Ms: p99, predictions: recent.predictions } : null,
    accuracy: known > 0 ? { share: right / known, right, known } : null,
    lag,
  };
}
