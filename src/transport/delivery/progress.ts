import type { AppError } from '../../foundation/errors/app.error.js';

/**
 * Whether the work on a topic's messages goes on: one of them has ended, or a part has answered that it is away. What
 * waits for such a part is not at work. A failure of our own that is tried again is no progress.
 */
export class WorkProgress {
  private atWork = 0;
  private since = 0;
  private trouble: AppError | undefined;

  /** For how long messages have been at work without progress; 0 with nothing at work. */
  get stalledMs(): number {
    return this.atWork === 0 ? 0 : performance.now() - this.since;
  }

  /** What the last attempt failed with; undefined once a message has ended. */
  get lastError(): string | undefined {
    return this.trouble?.message;
  }

  begin(now: number): void {
    if (this.atWork === 0) this.since = now;
    this.atWork += 1;
  }

  end(now: number): void {
    this.atWork -= 1;
    this.since = now;
    this.trouble = undefined;
  }

  /** An attempt has failed, and the message waits for the next one. Returns what to call then. */
  pause(error: AppError): (() => void) | undefined {
    if (isAway(error)) this.end(performance.now());
    this.trouble = error;
    if (!isAway(error)) return undefined;
    return () => this.begin(performance.now());
  }
}

/** Readiness shows by itself that a part is away, but not a broker that refuses, nor a journal that cannot be written. */
function isAway({ kind, code }: AppError): boolean {
  return kind === 'unavailable' && code !== 'BROKER_REFUSED' && code !== 'NOT_READY';
}
