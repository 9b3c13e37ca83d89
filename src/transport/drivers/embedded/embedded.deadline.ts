import { within } from '../../../foundation/concurrency/within.js';
import { UnavailableError } from '../../../foundation/errors/app.error.js';

/** Rejects with `BROKER_UNAVAILABLE` when work on the log takes longer than `timeoutMs`. */
export function withinDeadline<T>(
  timeoutMs: number,
  doing: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const text = `${doing}: not done within ${timeoutMs} ms; the log is locked by another process, or the machine busy`;
  return within(timeoutMs, work, () => new UnavailableError('BROKER_UNAVAILABLE', text));
}
