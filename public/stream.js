import { withQuery } from './api.js';
import { pause } from './repeat.js';

const firstRetryS = 1;
const longestRetryS = 8;

/**
 * Follows the predictions until the signal ends. A stream that breaks is opened again after the last number that was
 * seen, so nothing is left out and nothing comes twice.
 *
 * @param after the last number that is known.
 * @param filter fields of GET /predictions.
 * @param on `predictions(array)`, `ledger(ledger)`, and `state(name, secondsToTheNextTry)` with
 * `connecting`, `live` or `lost`.
 */
export async function followStream({ after, filter, on }, signal) {
  let position = after;
  let retryS = firstRetryS;
  while (!signal.aborted) {
    on.state('connecting');
    const listeners = {
      ...on,
      opened: () => {
        retryS = firstRetryS;
        on.state('live');
      },
      position: (seq) => (position = seq),
    };
    await readOnce(withQuery('/predictions/stream', { ...filter, after: position }), listeners, signal);
    await countDown(retryS, on, signal);
    retryS = Math.min(retryS * 2, longestRetryS);
  }
}

/** Resolves when the stream has ended, for whatever reason. */
function readOnce(url, on, signal) {
  return new Promise((resolve) => {
    const source = new EventSource(url);
    const end = () => {
      source.close();
      signal.removeEventListener('abort', end);
      resolve();
    };
    signal.addEventListener('abort', end);
    source.addEventListener('open', on.opened);
    source.addEventListener('error', end);
    source.addEventListener('dropped', end);
    source.addEventListener('end', end);
    source.addEventListener('predictions', ({ data, lastEventId }) => {
      on.position(Number(lastEventId));
      on.predictions(JSON.parse(data));
    });
    source.addEventListener('ledger', ({ data }) => on.ledger(JSON.parse(data)));
  });
}

async function countDown(seconds, on, signal) {
  for (let left = seconds; left > 0 && !signal.aborted; left--) {
    on.state('lost', left);
    await pause(1000, signal).catch(() => undefined);
  }
}
