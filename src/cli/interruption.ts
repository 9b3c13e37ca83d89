const signals = ['SIGINT', 'SIGTERM'] as const;

/** Aborts at the first Ctrl-C, and when nobody reads the output any more; the second ends the program. */
export function interruption(): AbortSignal {
  const interrupted = new AbortController();
  for (const signal of signals) process.once(signal, () => interrupted.abort());
  process.stdout.on('error', () => interrupted.abort());
  return interrupted.signal;
}
