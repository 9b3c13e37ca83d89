import { send } from './access.js';
import { withQuery } from './api.js';
import { EventSourceParserStream } from './event-source/stream.js';
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

/** Resolves when the stream has ended, for any reason. `EventSource` could not send the key. */
async function readOnce(url, on, signal) {
  try {
    const response = await send(url, { headers: { accept: 'text/event-stream' }, cache: 'no-store', signal });
    if (!response.ok) return;
    on.opened();
    const events = response.body
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new EventSourceParserStream());
    const reader = events.getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      if (!take(next.value, on)) return void reader.cancel();
    }
  } catch {
    // Broken off: the caller counts down to the next try.
  }
}

/** Whether more shall come. */
function take({ event, data, id }, on) {
  if (event === 'predictions') {
    on.position(Number(id));
    on.predictions(JSON.parse(data));
  } else if (event === 'progress') on.position(Number(id));
  else if (event === 'ledger') on.ledger(JSON.parse(data));
  return event !== 'dropped' && event !== 'end';
}

async function countDown(seconds, on, signal) {
  for (let left = seconds; left > 0 && !signal.aborted; left--) {
    on.state('lost', left);
    await pause(1000, signal).catch(() => undefined);
  }
}
