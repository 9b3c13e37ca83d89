/** What those of one server may hold together, in bodies of the largest size, `MAX_BODY_BYTES`. */
export const mostUnfinished = 8;

/** A body that arrives: call `end` when it is complete or lost. Both do nothing once it is cut. */
export interface UnfinishedBody {
  add(bytes: number): void;
  end(): void;
}

/**
 * Bounds the bytes of all bodies that have begun to arrive and are not complete. Past the bound it cuts the body that
 * has made no progress for the longest time, so that stalled senders go before those that send.
 */
export class UnfinishedBodies {
  /** The bytes of each body, ordered by when it last grew: the longest stalled comes first. */
  private readonly held = new Map<() => void, number>();
  private bytes = 0;

  constructor(private readonly mostBytes: number) {}

  /** `cut` ends the body's sender with an error. It is called at most once, within an `add` of this or another body. */
  begin(cut: () => void): UnfinishedBody {
    let open = true;
    const key = () => {
      open = false;
      cut();
    };
    return {
      add: (bytes) => {
        if (open) this.grow(key, bytes);
      },
      end: () => {
        open = false;
        this.release(key);
      },
    };
  }

  private grow(key: () => void, bytes: number): void {
    const before = this.release(key);
    this.held.set(key, before + bytes);
    this.bytes += before + bytes;
    while (this.bytes > this.mostBytes) this.cutStalled();
  }

  private cutStalled(): void {
    for (const stalled of this.held.keys()) {
      this.release(stalled);
      stalled();
      return;
    }
  }

  /** Returns the bytes that it held. */
  private release(key: () => void): number {
    const bytes = this.held.get(key) ?? 0;
    this.held.delete(key);
    this.bytes -= bytes;
    return bytes;
  }
}
