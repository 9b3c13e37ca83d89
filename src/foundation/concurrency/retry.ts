import { setTimeout as sleep } from 'node:timers/promises';
import { type AppError, toAppError } from '../errors/app.error.js';

export interface RetryPolicy {
  /** Attempts in all for work that fails with a transient error; at least 1. */
  readonly maxAttempts: number;
  /** Milliseconds. Pauses double from the first to the longest; each is shortened at random by up to half. */
  readonly initialDelayMs: number;
  readonly maxDelayMs: number;
  /** Retries even an `invalid` failure, for work that has no other way out. Default: false. */
  readonly hold?: boolean;
}

export const defaultRetryPolicy: RetryPolicy = { maxAttempts: 5, initialDelayMs: 100, maxDelayMs: 10_000 };

/** The work failed for good: a retry cannot help, or the attempts are used up. */
export class GaveUp extends Error {
  constructor(
    override readonly cause: AppError,
    readonly attempts: number,
  ) {
    super(cause.message, { cause });
  }
}

/** Called before each pause; a returned function is called after it. */
type OnRetry = (error: AppError, delayMs: number) => (() => void) | undefined;

/**
 * Runs the work until it succeeds. Retries an `unavailable` failure without limit, a `transient` one up to
 * `maxAttempts` times, an `invalid` one not at all.
 *
 * @param work is asynchronous: its errors come as rejections.
 * @throws GaveUp with the last failure.
 * @throws AbortError when the signal aborts during a pause.
 */
export function retry<T>(
  work: () => Promise<T>,
  policy: RetryPolicy,
  signal: AbortSignal,
  onRetry: OnRetry,
): Promise<T> {
  // Nearly all work succeeds at once, and then costs no more than this.
  return work().catch((failure: unknown) => retryAfter(failure, work, { policy, signal, onRetry }));
}

async function retryAfter<T>(
  failure: unknown,
  work: () => Promise<T>,
  { policy, signal, onRetry }: { policy: RetryPolicy; signal: AbortSignal; onRetry: OnRetry },
): Promise<T> {
  let thrown = failure;
  for (let tries = 1, attempts = 1; ; tries += 1) {
    const error = toAppError(thrown);
    const exhausted = error.kind === 'transient' && attempts >= policy.maxAttempts;
    if ((error.kind === 'invalid' && !policy.hold) || exhausted) throw new GaveUp(error, attempts);
    if (error.kind === 'transient') attempts += 1;
    const delayMs = delayBefore(tries, policy);
    const resumed = onRetry(error, delayMs);
    await sleep(delayMs, undefined, { signal }).finally(resumed);
    try {
      return await work();
    } catch (again) {
      thrown = again;
    }
  }
}

function delayBefore(tries: number, { initialDelayMs, maxDelayMs }: RetryPolicy): number {
  const longest = Math.min(maxDelayMs, initialDelayMs * 2 ** Math.min(tries - 1, 30));
  return shortened(longest);
}

/** A pause, shortened at random by up to half: many that wait for the same should not all come back at once. */
export const shortened = (pauseMs: number): number => pauseMs * (0.5 + Math.random() / 2);
