/** Resolves after a time; rejects when the signal ends. */
export function pause(ms, signal) {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', end);
      resolve();
    }, ms);
    signal.addEventListener('abort', end, { once: true });
  });
}

/**
 * Does `work` again and again with a pause between, until the signal ends or `work` answers false. A failure goes to
 * `onError`, and it is tried again.
 */
export async function repeat(pauseMs, signal, work, onError = () => undefined) {
  while (!signal.aborted) {
    try {
      if ((await work()) === false) return;
    } catch (error) {
      if (signal.aborted) return;
      onError(error);
    }
    await pause(pauseMs, signal).catch(() => undefined);
  }
}
