import { setTimeout as pause } from 'node:timers/promises';

const longestPauseMs = 250;

/**
 * Retries, with growing pauses that leave the event loop free, while `canHelp` accepts the error.
 *
 * @param signal ends the waiting.
 * @throws the last such error, after `patienceMs`; any other at once.
 */
export async function withPatience<T>(
  attempt: () => Promise<T>,
  patienceMs: number,
  signal: AbortSignal,
  canHelp: (error: unknown) => boolean,
): Promise<T> {
  const deadline = performance.now() + patienceMs;
  for (let pauseMs = 5; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    try {
      return await attempt();
    } catch (error) {
      const late = signal.aborted || performance.now() + pauseMs > deadline;
      if (late || !canHelp(error)) throw error;
    }
    await pause(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}
