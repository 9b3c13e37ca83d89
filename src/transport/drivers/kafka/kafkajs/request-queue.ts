/** In milliseconds. The longest wait when the broker does not throttle us. */
const checkMs = 10;

/** The part of kafkajs's own type that is needed here: the requests of one connection. */
interface RequestQueue {
  readonly pending: readonly unknown[];
  readonly throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  checkPendingRequests(): void;
}

/**
 * Checks for waiting requests once the broker's throttle ends. kafkajs itself checks every millisecond for as long as
 * a connection lives, even with none waiting. It also gives the timer a negative time, which Node 24 warns of
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
