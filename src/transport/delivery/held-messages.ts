import type { Logger } from '@nestjs/common';
import type { ReceivedMessage } from '../broker.js';

const reportEveryMs = 60_000;
/** A hold rarely has more reasons than two; those that name their message must not fill the log. */
const mostReasons = 10;

/**
 * The messages of a topic that wait for a missing part. Logs when that begins and why, once a minute how many wait, and
 * its end. A line for each message and try would be thousands.
 */
export class HeldMessages {
  private readonly held = new Set<ReceivedMessage>();
  private readonly reasons = new Set<string>();
  private reason = '';
  private total = 0;
  private sinceMs = 0;
  private timer: NodeJS.Timeout | undefined;

  /** @param everyMs milliseconds between two lines while it lasts. */
  constructor(
    private readonly logger: Pick<Logger, 'log' | 'warn'>,
    private readonly everyMs = reportEveryMs,
  ) {}

  /** A try of the message failed, because a part is missing. */
  hold(message: ReceivedMessage, reason: string): void {
    const { topic } = message;
    this.timer ??= this.begin(topic);
    if (!this.held.has(message)) this.total += 1;
    this.held.add(message);
    this.reason = reason;
    if (this.reasons.has(reason) || this.reasons.size >= mostReasons) return;
    this.reasons.add(reason);
    this.logger.warn(`${topic}: ${reason}; messages wait, and are tried again until that is over`);
  }

  /** The message waits no longer. @param isDone false: it goes back to the broker. */
  release(message: ReceivedMessage, isDone: boolean): void {
    if (!this.held.delete(message) || this.held.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
    this.reasons.clear();
    if (isDone)
      this.logger.log(`${message.topic}: no message waits any more; ${this.total} waited ${this.age}`);
  }

  private begin(topic: string): NodeJS.Timeout {
    this.total = 0;
    this.sinceMs = performance.now();
    const report = () =>
      this.logger.warn(`${topic}: ${this.held.size} messages wait ${this.age}: ${this.reason}`);
    return setInterval(report, this.everyMs).unref();
  }

  private get age(): string {
    return `for ${Math.round((performance.now() - this.sinceMs) / 1000)} s`;
  }
}
