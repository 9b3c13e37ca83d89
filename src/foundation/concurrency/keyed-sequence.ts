/**
 * Runs work with the same key one after the other, in the order of the calls, whether it succeeds or fails. Work
 * without a key runs at once. So a message that is being retried holds back later ones with its partition key.
 */
export class KeyedSequence {
  private readonly last = new Map<string, Promise<unknown>>();

  run<T>(key: string | undefined, work: () => Promise<T>): Promise<T> {
    if (key === undefined) return work();
    const before = this.last.get(key) ?? Promise.resolve();
    const result = before.then(work, work);
    const settled = result
      .catch(() => undefined)
      .then(() => {
        if (this.last.get(key) === settled) this.last.delete(key);
      });
    this.last.set(key, settled);
    return result;
  }
}
