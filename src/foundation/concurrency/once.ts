/** Work that is done once for all callers. A failure is not kept: the next call starts the work again. */
export class Once<T> {
  private current: Promise<T> | undefined;

  constructor(private readonly work: () => Promise<T>) {}

  /** The work's result; starts it on the first call. */
  get(): Promise<T> {
    return (this.current ??= this.begin());
  }

  /** The promise of work that is running or done. */
  get begun(): Promise<T> | undefined {
    return this.current;
  }

  /** The next `get` starts the work again. */
  forget(): void {
    this.current = undefined;
  }

  private begin(): Promise<T> {
    const begun = this.work();
    // Registered first, so that a caller may call again as soon as it sees the failure.
    begun.catch(() => {
      if (this.current === begun) this.current = undefined;
    });
    return begun;
  }
}
