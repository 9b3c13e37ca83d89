/**
 * Rejects with `late` when the work takes longer than `timeoutMs`. The signal aborts then; work that ignores it
 * continues.
 *
 * @param timeoutMs milliseconds; below 0 counts as 0.
 * @param outer aborts the signal too, for the same reason.
 */
export async function within<T>(
  timeoutMs: number,
  work: (signal: AbortSignal) => Promise<T>,
  late: () => Error,
  outer?: AbortSignal,
): Promise<T> {
  outer?.throwIfAborted();
  const abort = new AbortController();
  // AbortSignal.any would keep a little memory for each call while the outer signal lives.
  const end = () => abort.abort(outer?.reason);
  outer?.addEventListener('abort', end, { once: true });
  let timer: NodeJS.Timeout | undefined;
  const timedOut = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => {
        const error = late();
        abort.abort(error);
        reject(error);
      },
      Math.max(0, timeoutMs),
    );
  });
  try {
    return await Promise.race([work(abort.signal), timedOut]);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', end);
  }
}
