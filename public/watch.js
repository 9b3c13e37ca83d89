import { predictions, request } from './api.js';

const quickMs = 200;
const slowMs = 3000;

/**
 * Follows one request until it has ended: asks often while something changes, less often while nothing does.
 * `onChange({ ledger, predictions })` comes with every change, `onError(error, retryMs)` when the server says no or
 * nothing. Answers a function that ends it.
 */
export function watch(id, view, { onChange, onError }) {
  const ended = new AbortController();
  void follow(id, view, { onChange, onError }, ended.signal);
  return () => ended.abort();
}

async function follow(id, view, { onChange, onError }, signal) {
  let seen = -1;
  let pauseMs = quickMs;
  while (!signal.aborted) {
    try {
      const ledger = await request(id);
      const found = await predictions(id, view);
      if (signal.aborted) return;
      const decided = ledger.predicted + ledger.dead;
      pauseMs = decided === seen ? Math.min(pauseMs * 1.5, slowMs) : quickMs;
      seen = decided;
      onChange({ ledger, predictions: found });
      if (ledger.verdict === 'complete' || ledger.verdict === 'interrupted') return;
    } catch (error) {
      if (signal.aborted) return;
      pauseMs = slowMs;
      onError(error, pauseMs);
      if (error.status === 404) return;
    }
    await new Promise((resume) => setTimeout(resume, pauseMs));
  }
}
