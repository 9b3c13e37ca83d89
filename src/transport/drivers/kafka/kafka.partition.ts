import type { KafkaMessage } from 'kafkajs';
import { OffsetWatermark } from '../offset-watermark.js';

const firstPauseMs = 100;
const longestPauseMs = 5_000;

/**
 * One assigned partition: fetched messages that wait for their consumer, and the offset that may be committed. A
 * rejected message stays here and is delivered again, first in its partition, after a pause that doubles. Until then
 * no later message of the partition starts.
 */
export class KafkaPartition {
  private readonly watermark: OffsetWatermark;
  private readonly waiting: KafkaMessage[] = [];
  private committed: bigint;
  private rejections = 0;
  private holdTimer: NodeJS.Timeout | undefined;
  private resume: (() => void) | undefined;

  constructor(
    readonly partition: number,
    start: bigint,
  ) {
    this.watermark = new OffsetWatermark(start);
    this.committed = start;
  }

  get waitingCount(): number {
    return this.waiting.length;
  }

  get held(): boolean {
    return this.holdTimer !== undefined;
  }

  /** The offset to fetch next. */
  get next(): bigint {
    return this.watermark.next;
  }

  /** Whether a message waits or runs. */
  get busy(): boolean {
    return this.watermark.position !== this.watermark.next;
  }

  /** How many messages a restart would read again. */
  get span(): number {
    return this.watermark.span;
  }

  /** The offset to commit; undefined when the last commit already covers it. */
  get uncommitted(): bigint | undefined {
    const { position } = this.watermark;
    return position > this.committed ? position : undefined;
  }

  /** No message waits or runs, and all are committed. */
  get finished(): boolean {
    return !this.busy && this.uncommitted === undefined;
  }

  /** Whether this offset is here already: after a rebalance Kafka sends uncommitted messages again. */
  knows(offset: bigint): boolean {
    return offset >= this.committed && offset < this.watermark.next;
  }

  /** Whether this offset is before all known ones: the topic was created again, or the group was reset. */
  precedes(offset: bigint): boolean {
    return offset < this.committed;
  }

  /** @param offset the message's own, as a number. */
  add(message: KafkaMessage, offset: bigint): void {
    this.watermark.add(offset);
    this.waiting.push(message);
  }

  /** Offsets below this one hold no further message. */
  skipTo(offset: bigint): void {
    this.watermark.skipTo(offset);
  }

  take(): KafkaMessage | undefined {
    return this.held ? undefined : this.waiting.shift();
  }

  settle(message: KafkaMessage): void {
    this.watermark.settle(BigInt(message.offset));
    this.rejections = 0;
  }

  /** Keeps the message for another delivery; `onRelease` is called when its partition may continue. */
  reject(message: KafkaMessage, onRelease: () => void): void {
    const later = this.waiting.findIndex(({ offset }) => BigInt(offset) > BigInt(message.offset));
    this.waiting.splice(later < 0 ? this.waiting.length : later, 0, message);
    if (this.held) return;
    const pauseMs = Math.min(firstPauseMs * 2 ** this.rejections, longestPauseMs);
    this.rejections += 1;
    this.holdTimer = setTimeout(() => {
      this.holdTimer = undefined;
      onRelease();
    }, pauseMs);
  }

  commit(position: bigint): void {
    this.committed = position;
  }

  /** Pauses and resumes fetching so that a restart would read about `limit` messages again at most. */
  limitSpan(limit: number, pause: () => () => void): void {
    if (this.span > limit) this.resume ??= pause();
  }

  resumeBelow(limit: number): void {
    if (this.span > limit) return;
    this.resume?.();
    this.resume = undefined;
  }

  /** Drops waiting messages. The partition's next owner starts at the last commit. */
  drop(): void {
    clearTimeout(this.holdTimer);
    this.waiting.length = 0;
    this.resumeBelow(Infinity);
  }
}
