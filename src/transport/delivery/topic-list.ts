import type { BrokerAdmin } from '../broker.js';

/** In milliseconds. With a longer time, an answer could create a topic again that was just deleted. */
const freshMs = 1_000;

/**
 * Checks whether a topic exists, without creating it. A yes is at most a second old; a no is never older than the
 * call.
 */
export class TopicList {
  private known: ReadonlySet<string> = new Set();
  private readAt = -Infinity;
  private reading: Promise<void> | undefined;

  constructor(private readonly admin: Pick<BrokerAdmin, 'listTopics'>) {}

  /** Rejects as `listTopics` does. */
  async has(topic: string): Promise<boolean> {
    if (this.isKnown(topic)) return true;
    // A list requested before this call may be too old; the next one serves all waiting calls.
    await this.reading?.catch(() => undefined);
    if (this.isKnown(topic)) return true;
    await (this.reading ??= this.read().finally(() => (this.reading = undefined)));
    return this.known.has(topic);
  }

  private isKnown(topic: string): boolean {
    return performance.now() - this.readAt < freshMs && this.known.has(topic);
  }

  private async read(): Promise<void> {
    const asked = performance.now();
    this.known = new Set(await this.admin.listTopics());
    this.readAt = asked;
  }
}
