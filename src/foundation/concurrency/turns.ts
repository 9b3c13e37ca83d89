/** Lets a limited number of pieces of work run at once. The others wait, and start in the order of asking. */
export class Turns {
  private free: number;
  private readonly queue = new Set<() => void>();

  constructor(atOnce: number) {
    this.free = atOnce;
  }

  /** The number of pieces of work that wait. */
  get waiting(): number {
    return this.queue.size;
  }

  /**
   * @param signal gives up a place in the queue at once; work that has begun runs to its end.
   * @throws the signal's reason, and whatever the work throws.
   */
  async take<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const leave = await this.enter(signal);
    try {
      return await work();
    } finally {
      leave();
    }
  }

  /** The same for work with an end of its own. Returns the function that gives the turn back; call it once. */
  async enter(signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted();
    if (this.free > 0) this.free -= 1;
    else await this.wait(signal);
    return () => this.passOn();
  }

  private wait(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const start = () => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        this.queue.delete(start);
        reject(signal?.reason as Error);
      };
      this.queue.add(start);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }

  private passOn(): void {
    const [next] = this.queue;
    if (!next) {
      this.free += 1;
      return;
    }
    this.queue.delete(next);
    next();
  }
}
