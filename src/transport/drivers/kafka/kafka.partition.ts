import type { KafkaMessage } from 'kafkajs';
import { OffsetWatermark } from '../offset-watermark.js';

const firstPauseMs = 100;
const longestPauseMs = 5_000;

/**
 * One assigned partition: what was fetched and waits for its consumer, and what may be committed. A rejected message
 * is kept here and handed over again, first in its partition, after a pause that doubles; until then no later one
 * of the partition starts.
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

  /** How many messages a restart would read again. */
  get span(): number {
    return this.watermark.span;
  }

  /** The offset to commit; undefined when the last commit says it all. */
  get uncommitted(): bigint | undefined {
    const { position } = this.watermark;
    return position > this.committed ? position : undefined;
  }

  /** Nothing waits, nothing runs, all is committed. */
  get finished(): boolean {
    return this.watermark.position === this.watermark.next && this.uncommitted === undefined;
  }

  /** Whether this offset is with us already: after a rebalance Kafka sends again what is not committed. */
  knows(offset: bigint): boolean {
    return offset >= this.committed && offset < this.watermark.next;
  }

  /** Whether this offset lies before all we know: the topic was made anew, or the group was set back. */
  precedes(offset: bigint): boolean {
    return offset < this.committed;
  }

  /** @param offset the message's own, as a number. */
  add(message: KafkaMessage, offset: bigint): void {
    this.watermark.add(offset);
    this.waiting.push(message);
  }

  take(): KafkaMessage | undefined {
    return this.held ? undefined : this.waiting.shift();
  }

  settle(message: KafkaMessage): void {
    this.watermark.settle(BigInt(message.offset));
    this.rejections = 0;
  }

  /** Keeps the message for another delivery; `onRelease` is called when its partition may go on. */
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

  /** Stops and starts fetching so that no more than about `limit` messages would be read again. */
  limitSpan(limit: number, pause: () => () => void): void {
    if (this.span > limit) this.resume ??= pause();
  }

  resumeBelow(limit: number): void {
    if (this.span > limit) return;
    this.resume?.();
    this.resume = undefined;
  }

  /** Forgets what waits. Whoever has the partition next starts at the last commit. */
  drop(): void {
    clearTimeout(this.holdTimer);
    this.waiting.length = 0;
    this.resumeBelow(Infinity);
  }
}
