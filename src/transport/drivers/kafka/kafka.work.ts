import type { EachBatchPayload, KafkaMessage } from 'kafkajs';
import { errorText } from '../../../foundation/errors/app.error.js';
import type { Consume, DriverOptions, Subscription } from '../../broker.js';
import type { KafkaAssignment } from './kafka.assignment.js';
import { within } from '../../../foundation/concurrency/within.js';
import { lateAnswer } from './kafka.connection.js';
import type { KafkaPartition } from './kafka.partition.js';
import { recordToReceived } from './kafkajs/records.js';

export type Commit = EachBatchPayload['commitOffsetsIfNecessary'];

/** The commits that have failed since the last that succeeded. */
export interface CommitFailure {
  /** By `performance.now()`. */
  readonly since: number;
  readonly error: string;
  readonly partition: number;
  /** The offset that should have been committed. */
  readonly offset: bigint;
}

/** In milliseconds. Finished work is committed at most this much later, many messages at a time. */
const commitDelayMs = 50;
const commitRetryMs = 500;
const commitTimeoutMs = 5_000;
/** A restart reads at most about this many messages again, or four times `maxInFlight` where that is more. */
const leastSpanLimit = 1_000;

/** Runs a subscription's consumers, up to `maxInFlight` over all partitions, and commits their finished messages. */
export class KafkaWork {
  private readonly spanLimit: number;
  private running = 0;
  private state: 'open' | 'finishing' | 'finished' = 'open';
  private commitOffsets: Commit | undefined;
  private failing: CommitFailure | undefined;
  private commitTimer: NodeJS.Timeout | undefined;
  private committing: Promise<void> = Promise.resolve();
  private wakers: (() => void)[] = [];

  constructor(
    private readonly assignment: KafkaAssignment,
    private readonly subscription: Subscription,
    private readonly consume: Consume,
    private readonly acknowledge: DriverOptions['commit'],
  ) {
    this.spanLimit = Math.max(leastSpanLimit, 4 * subscription.maxInFlight);
  }

  /** Whether enough messages are ready for every consumer. */
  get full(): boolean {
    return this.state !== 'finished' && this.assignment.waitingCount >= this.subscription.maxInFlight;
  }

  /** Undefined while commits succeed. */
  get commitFailure(): CommitFailure | undefined {
    return this.failing;
  }

  /** Resolves when a consumer has finished, or after the given time. */
  room(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.wakers.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** Commits as the present member: it changes when the consumer starts again. */
  commitWith(commit: Commit): void {
    this.commitOffsets = commit;
  }

  added(partition: KafkaPartition, pause: () => () => void): void {
    partition.limitSpan(this.spanLimit, pause);
    this.next();
  }

  /** Offsets without a message were read: they are committed, too. */
  skipped(): void {
    this.commitIn(commitDelayMs);
  }

  /** Commits finished work; a later commit makes up for one that fails. */
  commit(): Promise<void> {
    clearTimeout(this.commitTimer);
    this.commitTimer = undefined;
    this.committing = this.committing.then(() => this.commitOnce());
    return this.committing;
  }

  /** Starts no more work and resolves once running work has ended and is committed. */
  async finish(): Promise<void> {
    this.state = 'finishing';
    while (this.running > 0) await this.room(commitRetryMs);
    await this.commit();
    this.state = 'finished';
    clearTimeout(this.commitTimer);
    this.assignment.assign([]);
    this.wake();
  }

  /** Starts waiting messages: after a rebalance, a pause, or a finished consumer. */
  next(): void {
    while (this.state === 'open' && this.running < this.subscription.maxInFlight) {
      const taken = this.assignment.take();
      if (!taken) break;
      void this.handOver(taken.partition, taken.message);
    }
    this.wake();
  }

  private async handOver(partition: KafkaPartition, message: KafkaMessage): Promise<void> {
    this.running += 1;
    try {
      if (this.acknowledge === 'auto') {
        partition.settle(message);
        await this.commit();
      }
      await this.consume(recordToReceived(this.subscription.topic, partition.partition, message));
      partition.settle(message);
    } catch {
      const again = this.acknowledge === 'after-work' && this.assignment.has(partition);
      if (again) partition.reject(message, () => this.next());
    } finally {
      this.running -= 1;
      partition.resumeBelow(this.spanLimit);
      this.commitIn(commitDelayMs);
      this.next();
    }
  }

  private commitIn(delayMs: number): void {
    if (this.state !== 'finished') this.commitTimer ??= setTimeout(() => void this.commit(), delayMs);
  }

  private async commitOnce(): Promise<void> {
    const due = this.assignment.all.flatMap((partition) => {
      const position = partition.uncommitted;
      return position === undefined ? [] : [{ partition, position }];
    });
    const { commitOffsets } = this;
    const [first] = due;
    if (!first) this.failing = undefined;
    if (!first || !commitOffsets) return;
    const partitions = due.map(({ partition: { partition }, position }) => ({
      partition,
      offset: String(position),
    }));
    try {
      const topics = [{ topic: this.subscription.topic, partitions }];
      await within(commitTimeoutMs, () => commitOffsets({ topics }), lateAnswer);
      for (const { partition, position } of due) partition.commit(position);
      this.failing = undefined;
    } catch (thrown) {
      const { since = performance.now() } = this.failing ?? {};
      const { partition, position: offset } = first;
      this.failing = { since, error: errorText(thrown), partition: partition.partition, offset };
      this.commitIn(commitRetryMs);
    }
  }

  private wake(): void {
    for (const wake of this.wakers.splice(0)) wake();
  }
}
