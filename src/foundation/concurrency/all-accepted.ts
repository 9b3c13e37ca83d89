/** Resolves once all are accepted. Rejects with the first failure once none is under way any more. */
export function allAccepted(sent: readonly Promise<unknown>[]): Promise<unknown> {
  const [only] = sent;
  return only && sent.length === 1 ? only : afterTheLast(sent);
}

async function afterTheLast(sent: readonly Promise<unknown>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(sent)) {
    if (outcome.status === 'rejected') throw outcome.reason;
  }
}
