/**
 * The offsets of one partition that are in work. They may settle in any order; the position that is safe to commit
 * never passes the oldest of them.
 */
export class OffsetWatermark {
  /** In the order of adding, which is the log's order, so the first one is the oldest. */
  private readonly open = new Set<bigint>();
  private end: bigint;

  /** @param start the first offset that will be added, or a lower one. */
  constructor(readonly start: bigint) {
    this.end = start;
  }

  /** Offsets must grow; gaps are allowed, because a compacted log has them. */
  add(offset: bigint): void {
    if (offset < this.end) throw new RangeError(`offset ${offset} after ${this.end - 1n}`);
    this.open.add(offset);
    this.end = offset + 1n;
  }

  /** Offsets below this one hold nothing more to add: transaction markers, or records that are gone. */
  skipTo(offset: bigint): void {
    if (offset > this.end) this.end = offset;
  }

  settle(offset: bigint): void {
    this.open.delete(offset);
  }

  /** The offset from which a restart must read: everything below is settled. */
  get position(): bigint {
    const [oldest] = this.open;
    return oldest ?? this.end;
  }

  /** One past the newest offset that was added or skipped. */
  get next(): bigint {
    return this.end;
  }

  /** How far the newest offset is ahead of the oldest open one. */
  get span(): number {
    return Number(this.end - this.position);
  }
}
