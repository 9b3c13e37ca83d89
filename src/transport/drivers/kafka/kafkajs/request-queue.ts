/** When nothing throttles us, so much later at the latest. */
const checkMs = 10;

/** As much of kafkajs's own as is needed here: the requests of one connection. */
interface RequestQueue {
  readonly pending: readonly unknown[];
  readonly throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  checkPendingRequests(): void;
}

/**
 * Looks again for requests that wait, once the broker's throttle ends. kafkajs itself looks every millisecond for as
 * long as a connection lives, also where none waits, and gives the timer a negative time, which Node 24 warns of
 * (kafkajs issues 1704 and 1751).
 */
export function scheduleCheckPendingRequests(queue: RequestQueue): void {
  if (queue.pending.length === 0 || queue.throttleCheckTimeoutId) return;
  const untilMs = queue.throttledUntil - Date.now();
  const check = () => {
    queue.throttleCheckTimeoutId = null;
    queue.checkPendingRequests();
  };
  queue.throttleCheckTimeoutId = setTimeout(check, untilMs > 0 ? untilMs : checkMs);
}
