import type { ServiceWatch } from './service-watch.js';

/** The number of seconds in the throughput's mean. */
export const meanSeconds = 10;

/** A service's numbers for programs; null for a number that is unknown yet, or without cases. */
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
