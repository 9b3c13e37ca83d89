import type { Consume, DriverOptions, Subscription } from '../../broker.js';
import type { EmbeddedFile } from './embedded.file.js';
import { Membership } from './embedded.membership.js';
import { type LogRow, rowToReceived } from './embedded.message.js';
import type { PartitionReader } from './embedded.reader.js';
import type { TopicDefaults } from './embedded.topics.js';

const savePauseMs = 10;
const retryMs = 1_000;

export type ConsumerOptions = TopicDefaults & Pick<DriverOptions, 'commit'>;

/** Runs one subscription's consumers over its membership's partitions. */
export class EmbeddedConsumer {
  private readonly membership: Membership;
  private unwatch: (() => void) | undefined;
  private running = 0;
  private turn = 0;
  private woken = false;
  private scheduled: NodeJS.Immediate | undefined;
  private saveTimer: NodeJS.Timeout | undefined;
  private redeliveryTimer: NodeJS.Timeout | undefined;
  private starting: Promise<void> | undefined;
  private stopped = false;
  private drained: (() => void) | undefined;

  constructor(
    private readonly file: EmbeddedFile,
    readonly subscription: Subscription,
    private readonly consume: Consume,
    private readonly options: ConsumerOptions,
  ) {
    this.membership = new Membership(file, subscription, options, () => this.schedule());
  }

  /** Resolves once the group is in the file: it receives messages published from now on. */
  start(signal: AbortSignal): Promise<void> {
    this.starting = this.join(signal);
    return this.starting;
  }

  /** Starts no more consumers and resolves once the running ones are done. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.starting?.catch(() => undefined);
    this.membership.prepareToLeave();
    if (this.running > 0) await new Promise<void>((resolve) => (this.drained = resolve));
  }

  /** Writes the progress and gives the partitions to the other members. */
  async leave(signal: AbortSignal): Promise<void> {
    this.unwatch?.();
    clearImmediate(this.scheduled);
    clearTimeout(this.saveTimer);
    clearTimeout(this.redeliveryTimer);
    await this.membership.leave(signal);
  }

  private async join(signal: AbortSignal): Promise<void> {
    await this.membership.join(signal);
    this.unwatch = this.file.onChange(() => {
      this.woken = true;
      this.schedule();
    });
  }

  /** Once per turn of the event loop, so that even consumers that do nothing leave time for other work. */
  private schedule(): void {
    this.scheduled ??= setImmediate(() => {
      this.scheduled = undefined;
      this.deliverAll();
    });
  }

  private deliverAll(): void {
    try {
      if (this.woken) this.membership.lookAround();
      this.woken = false;
      const readers = this.stopped ? [] : this.membership.readers;
      while (this.running < this.subscription.maxInFlight && this.deliverNext(readers));
      this.awaitRedelivery(readers);
    } catch {
      // the file cannot be read now: `file.trouble` holds the error, and the next change or heartbeat tries again
      this.woken = true;
    }
  }

  /** The partitions take turns. False if none has a message. */
  private deliverNext(readers: readonly PartitionReader[]): boolean {
    const now = performance.now();
    for (let tried = 0; tried < readers.length; tried += 1) {
      const reader = readers[this.turn++ % readers.length];
      const row = reader?.take(now);
      if (!reader || !row) continue;
      void this.deliver(reader, row);
      return true;
    }
    return false;
  }

  private async deliver(reader: PartitionReader, row: LogRow): Promise<void> {
    this.running += 1;
    const outcome = await this.outcomeOf(reader, row);
    reader.settle(row.offset, outcome);
    this.running -= 1;
    this.saveSoon();
    if (reader.releasing) this.membership.handOver();
    this.schedule();
    if (this.running === 0) this.drained?.();
  }

  private async outcomeOf(reader: PartitionReader, row: LogRow): Promise<'done' | 'rejected'> {
    const atMostOnce = this.options.commit === 'auto';
    try {
      if (atMostOnce && !(await this.membership.acknowledgeFirst(reader, row.offset))) return 'rejected';
      await this.consume(rowToReceived(row, this.subscription.topic, reader.number));
      return 'done';
    } catch {
      return atMostOnce ? 'done' : 'rejected';
    }
  }

  private saveSoon(pauseMs = savePauseMs): void {
    this.saveTimer ??= setTimeout(() => {
      this.saveTimer = undefined;
      this.membership.save().catch(() => this.saveSoon(retryMs));
    }, pauseMs);
  }

  private awaitRedelivery(readers: readonly PartitionReader[]): void {
    const dueAt = Math.min(...readers.map(({ nextDueAt }) => nextDueAt ?? Infinity));
    clearTimeout(this.redeliveryTimer);
    const free = this.running < this.subscription.maxInFlight; // otherwise the next consumer that finishes calls this
    if (free && dueAt < Infinity) {
      this.redeliveryTimer = setTimeout(() => this.schedule(), Math.max(1, dueAt - performance.now()));
    }
  }
}
