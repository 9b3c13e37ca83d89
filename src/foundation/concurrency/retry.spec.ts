import { describe, expect, it } from 'vitest';
import { InvalidError, TransientError, UnavailableError } from '../errors/app.error.js';
import { GaveUp, retry } from './retry.js';

const policy = { maxAttempts: 3, initialDelayMs: 1, maxDelayMs: 4 };
const never = new AbortController().signal;

/** Work that fails with these errors, one a time, and then succeeds. */
function failingWith(errors: readonly Error[]) {
  const left = [...errors];
  let calls = 0;
  return {
    calls: () => calls,
    work: async () => {
      calls += 1;
      const error = left.shift();
      if (error) throw error;
      return 'done';
    },
  };
}

const transient = () => new TransientError('MODEL_FAILED', 'hiccup');
const away = () => new UnavailableError('BROKER_UNAVAILABLE', 'away');

describe('retry', () => {
  it('tries transient failures again until they pass', async () => {
    const { work, calls } = failingWith([transient(), transient()]);
    expect(await retry(work, policy, never, () => undefined)).toBe('done');
    expect(calls()).toBe(3);
  });

  it('gives up after maxAttempts and tells how many there were', async () => {
    const { work } = failingWith([transient(), transient(), transient()]);
    const error = await retry(work, policy, never, () => undefined).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(GaveUp);
    expect(error).toMatchObject({ attempts: 3, cause: { code: 'MODEL_FAILED' } });
  });

  it('does not try an invalid message again', async () => {
    const { work, calls } = failingWith([new InvalidError('BAD_MESSAGE', 'no image')]);
    await expect(retry(work, policy, never, () => undefined)).rejects.toMatchObject({ attempts: 1 });
    expect(calls()).toBe(1);
  });

  it('waits out what is unavailable without counting it as attempts', async () => {
    const { work, calls } = failingWith([transient(), ...Array.from({ length: 20 }, away), transient()]);
    expect(await retry(work, policy, never, () => undefined)).toBe('done');
    expect(calls()).toBe(23);
  });

  it('treats an error without a code as a transient failure of the handler', async () => {
    const { work } = failingWith([1, 2, 3].map(() => new TypeError('x is undefined')));
    await expect(retry(work, policy, never, () => undefined)).rejects.toMatchObject({
      cause: { code: 'HANDLER_FAILED' },
    });
  });

  it('stops waiting when it is told to', async () => {
    const stop = new AbortController();
    const forever = { ...policy, initialDelayMs: 1e6, maxDelayMs: 1e6 };
    let paused = 0;
    const waiting = retry(failingWith([away()]).work, forever, stop.signal, () => {
      paused += 1;
      stop.abort();
      return () => (paused -= 1);
    });
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    expect(paused, 'the end of the pause is reported, also of one that is cut off').toBe(0);
  });
});
