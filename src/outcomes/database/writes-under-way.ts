import { DatabaseUnavailable } from './verdict.js';

/** In milliseconds. Above the limit of a wait for a lock; below the 10 s in which readiness names a cause. */
const slowestWriteMs = 7_000;

/** The present writes of held rows: one that hangs fails only after its time is over, and readiness asks sooner. */
export class WritesUnderWay {
  /** Times at which they began, the oldest first. */
  private readonly begun = new Set<{ readonly sinceMs: number }>();

  /** Returns the function to call at its end. */
  begin(): () => void {
    const write = { sinceMs: performance.now() };
    this.begun.add(write);
    return () => void this.begun.delete(write);
  }

  /** @throws UnavailableError `DATABASE_UNAVAILABLE` when the oldest has taken too long. */
  refuseStuck(description: string): void {
    const [oldest] = this.begun;
    const ms = oldest ? performance.now() - oldest.sinceMs : 0;
    if (ms < slowestWriteMs) return;
    const text = `has not finished a write for ${Math.round(ms / 1000)} s; look for what keeps it busy`;
    throw new DatabaseUnavailable(`${description} ${text}`);
  }
}
