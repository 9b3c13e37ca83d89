/** Work that is done once for all callers. A failure is forgotten: the next call begins the work again. */
export class Once<T> {
  private current: Promise<T> | undefined;

  constructor(private readonly work: () => Promise<T>) {}

  /** The work's result; begins it where that is needed. */
  get(): Promise<T> {
    return (this.current ??= this.begin());
  }

  /** What has begun and has not failed. */
  get begun(): Promise<T> | undefined {
    return this.current;
  }

  /** The next `get` begins the work again. */
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
