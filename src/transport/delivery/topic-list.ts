import type { BrokerAdmin } from '../broker.js';

/** Longer, and an answer could make a topic again that somebody has just deleted. */
const freshMs = 1_000;

/** Asks whether a topic exists, without making it. A yes is a second old at most, a no is never older than the question. */
export class TopicList {
  private known: ReadonlySet<string> = new Set();
  private readAt = -Infinity;
  private reading: Promise<void> | undefined;

  constructor(private readonly admin: Pick<BrokerAdmin, 'listTopics'>) {}

  /** Rejects as `listTopics` does. */
  async has(topic: string): Promise<boolean> {
    if (this.isKnown(topic)) return true;
    // A list that was asked for before this question may be too old; the next one serves all who wait for it.
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
