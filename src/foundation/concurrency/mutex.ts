/** Runs work one after the other, in the order of the calls, whether it succeeds or fails. */
export class Mutex {
  private last: Promise<void> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.last.then(work);
    const done = () => undefined;
    this.last = result.then(done, done);
    return result;
  }
}
