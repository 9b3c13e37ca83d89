import type { EmbeddedFile } from './embedded.file.js';
import { type Lease, leaseMs } from './embedded.leases.js';
import { readFrom, readOne } from './embedded.log.js';
import type { LogRow } from './embedded.message.js';
import { GroupProgress } from './embedded.progress.js';

const readAhead = { maxMessages: 256, maxBytes: 4_000_000 };
const redeliveryPauseMs = 100;
/** No new message begins while this many rejected ones wait for redelivery. */
const maxRejected = 10_000;

/**
 * One partition as a group's member reads it. Returns messages that are neither done nor in work, in order, and a
 * rejected message again after a pause. It outlives its leases, so it still knows which messages are in work when the
 * partition comes back.
 */
export class PartitionReader {
  private readonly handling = new Set<number>();
  private lease: Lease | undefined;
  private progress = new GroupProgress(0);
  private position = 0;
  private ahead: LogRow[] = [];
  private taken = 0;
  private exhausted = false;
  /** The time of each rejected message's redelivery, earliest first. */
  private readonly rejected = new Map<number, number>();
  private releaseBy: number | undefined;
  /** Whether there is progress that is not in the file yet. */
  unsaved = false;

  constructor(
    private readonly file: EmbeddedFile,
    readonly partitionId: number,
    readonly number: number,
  ) {}

  get leased(): boolean {
    return this.lease !== undefined;
  }

  get idle(): boolean {
    return this.handling.size === 0;
  }

  get epoch(): number | undefined {
    return this.lease?.epoch;
  }

  get saved(): { lease: Lease; progress: GroupProgress } | undefined {
    return this.lease && { lease: this.lease, progress: this.progress };
  }

  /** The time of the next redelivery; undefined if there is none. */
  get nextDueAt(): number | undefined {
    return this.leased && !this.releasing ? this.rejected.values().next().value : undefined;
  }

  get releasing(): boolean {
    return this.releaseBy !== undefined;
  }

  /** Whether a partition that others wait for must go now, although its consumers still run: they may hang. */
  get overdue(): boolean {
    return this.releaseBy !== undefined && performance.now() > this.releaseBy;
  }

  adopt(lease: Lease): void {
    this.lease = lease;
    this.progress = new GroupProgress(lease.committed, lease.done);
    this.position = lease.committed;
    this.forget();
  }

  /** The lease of that epoch is over; a newer one stays. */
  lose(epoch: number): void {
    if (this.lease?.epoch !== epoch) return;
    this.lease = undefined;
    this.forget();
  }

  askFor(wanted: boolean): void {
    this.releaseBy = wanted ? (this.releaseBy ?? performance.now() + leaseMs) : undefined;
  }

  /** The log has changed, so more messages may be readable. */
  wake(): void {
    this.exhausted = false;
  }

  /** Takes the next message; the caller must settle it. */
  take(now: number): LogRow | undefined {
    if (!this.lease || this.releasing) return undefined;
    const row = this.takeRejected(now) ?? this.takeNext();
    if (row) this.handling.add(row.offset);
    return row;
  }

  acknowledge(offset: number): void {
    if (!this.lease) return;
    this.progress.add(offset);
    this.unsaved = true;
  }

  settle(offset: number, outcome: 'done' | 'rejected'): void {
    this.handling.delete(offset);
    if (outcome === 'done') this.acknowledge(offset);
    else if (this.lease && !this.progress.has(offset))
      this.rejected.set(offset, performance.now() + redeliveryPauseMs);
  }

  private takeRejected(now: number): LogRow | undefined {
    for (const [offset, dueAt] of this.rejected) {
      if (dueAt > now) return undefined;
      const row = this.file.read((connection) => readOne(connection, this.partitionId, offset));
      this.rejected.delete(offset);
      if (row) return row;
    }
    return undefined;
  }

  private takeNext(): LogRow | undefined {
    if (this.rejected.size >= maxRejected) return undefined;
    for (;;) {
      if (this.taken === this.ahead.length && !this.fill()) return undefined;
      const row = this.ahead[this.taken++];
      if (row && this.isOpen(row.offset)) return row;
    }
  }

  private isOpen(offset: number): boolean {
    return !this.progress.has(offset) && !this.handling.has(offset) && !this.rejected.has(offset);
  }

  private fill(): boolean {
    if (this.exhausted) return false;
    this.position = this.progress.nextOpen(this.position);
    this.ahead = this.file.read((connection) =>
      readFrom(connection, this.partitionId, this.position, readAhead),
    );
    this.taken = 0;
    this.position = (this.ahead.at(-1)?.offset ?? this.position - 1) + 1;
    this.exhausted = this.ahead.length === 0;
    return !this.exhausted;
  }

  private forget(): void {
    this.ahead = [];
    this.taken = 0;
    this.exhausted = this.unsaved = false;
    this.rejected.clear();
    this.releaseBy = undefined;
  }
}
