import { UnavailableError } from '../../../foundation/errors/app.error.js';

/**
 * Rejects with `BROKER_UNAVAILABLE` when the work takes longer than that, and tells the work so by its signal.
 */
export async function within<T>(
  timeoutMs: number,
  doing: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const timedOut = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const text = `${doing}: not done within ${timeoutMs} ms; the log is locked by another process, or the machine busy`;
      const error = new UnavailableError('BROKER_UNAVAILABLE', text);
      abort.abort(error);
      reject(error);
    }, timeoutMs);
  });
  try {
    return await Promise.race([work(abort.signal), timedOut]);
  } finally {
    clearTimeout(timer);
  }
}
