const signals = ['SIGINT', 'SIGTERM'] as const;

/**
 * Aborts at the first Ctrl-C; the second ends the program. `endWhenUnread` sends the first when the output is closed.
 */
export function interruption(): AbortSignal {
  const interrupted = new AbortController();
  for (const signal of signals) process.once(signal, () => interrupted.abort());
  return interrupted.signal;
}
