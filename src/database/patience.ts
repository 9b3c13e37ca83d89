import { setTimeout as pause } from 'node:timers/promises';
import { UnavailableError } from '../errors/app.error.js';

const longestPauseMs = 250;

/**
 * Tries again, with growing pauses that leave the event loop free, for as long as something is unavailable.
 *
 * @param signal ends the waiting.
 * @throws UnavailableError the last one, after `patienceMs`; any other error at once.
 */
export async function withPatience<T>(
  attempt: () => Promise<T>,
  patienceMs: number,
  signal: AbortSignal,
): Promise<T> {
  const deadline = performance.now() + patienceMs;
  for (let pauseMs = 5; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    try {
      return await attempt();
    } catch (error) {
      const late = signal.aborted || performance.now() + pauseMs > deadline;
      if (late || !(error instanceof UnavailableError)) throw error;
    }
    await pause(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}
