import type { AppError } from '../../foundation/errors/app.error.js';

/**
 * Measures whether the work on a topic's messages makes progress. A message that ends is progress, and so is an
 * answer that another part is away. Messages that wait for a part do not count as in work. A retry after our own failure
 * is no progress.
 */
export class WorkProgress {
  private atWork = 0;
  private since = 0;
  private trouble: AppError | undefined;

  /** Milliseconds that messages have been in work without progress; 0 when none is in work. */
  get stalledMs(): number {
    return this.atWork === 0 ? 0 : performance.now() - this.since;
  }

  /** The last attempt's error; undefined once a message has ended. */
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

  /** What the work waits for has a time limit of its own. */
  async waiting<T>(work: () => Promise<T>): Promise<T> {
    this.end(performance.now());
    try {
      return await work();
    } finally {
      this.begin(performance.now());
    }
  }

  /** An attempt has failed, and the message waits for the next one. Returns the function to call then. */
  pause(error: AppError): (() => void) | undefined {
    if (isAway(error)) this.end(performance.now());
    this.trouble = error;
    if (!isAway(error)) return undefined;
    return () => this.begin(performance.now());
  }
}

/** Readiness reports by itself that a part is away, but not a broker's refusal, nor an unwritable journal. */
function isAway({ kind, code }: AppError): boolean {
  return kind === 'unavailable' && code !== 'BROKER_REFUSED' && code !== 'NOT_READY';
}
