interface Suspect {
  readonly sinceMs: number;
  /** Its last failure. */
  lastMs: number;
  /** How many rows had been stored by then. */
  readonly stored: number;
}

/** More than are ever in work; names of rows that went to another process would stay for ever. */
const mostSuspects = 10_000;

/** What has not failed for longer than any usual pause begins again. */
const forgottenAfterMs = 120_000;

/** Rows that fail although the database does not blame them: which of them are the cause after all. */
export class Suspects {
  private readonly suspects = new Map<string, Suspect>();
  private stored = 0;
  private lastStoredMs = -Infinity;

  /** @param doubtMs how long others must be stored while a row goes on failing. */
  constructor(readonly doubtMs = 60_000) {}

  get none(): boolean {
    return this.suspects.size === 0;
  }

  has(name: string): boolean {
    return this.suspects.has(name);
  }

  /** Other rows were stored now, or could have been. */
  countStored(rows: number): void {
    if (rows === 0) return;
    this.stored += rows;
    this.lastStoredMs = performance.now();
  }

  release(name: string): void {
    this.suspects.delete(name);
  }

  /** The database took no row at all: what failed before says nothing. */
  releaseAll(): void {
    this.suspects.clear();
  }

  /** The row failed. It is guilty when others were stored for `doubtMs` since its first failure, more than go on failing. */
  isGuilty(name: string): boolean {
    if (this.suspects.size > mostSuspects) this.releaseAll();
    const known = this.suspects.get(name);
    const now = performance.now();
    if (!known || now - known.lastMs > forgottenAfterMs) {
      this.suspects.set(name, { sinceMs: now, lastMs: now, stored: this.stored });
      return false;
    }
    known.lastMs = now;
    const isLong = this.lastStoredMs - known.sinceMs >= this.doubtMs;
    return isLong && this.stored - known.stored > this.suspects.size;
  }
}
