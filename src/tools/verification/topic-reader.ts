import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '../../foundation/config/config.js';
import type { ReceivedMessage, SubscriptionName } from '../../transport/broker.js';
import { deadLetterTopic } from '../../transport/delivery/dead-letter.js';
import { Once } from '../../foundation/concurrency/once.js';
import { openBroker, type RawBroker } from './open-broker.js';
import { TopicContents } from './topic-contents.js';

const pollMs = 200;
/** In milliseconds. For a broker without a number of waiting messages: silence this long means that all are read. */
const quietMs = 3_000;
const maxInFlight = 1_000;

/**
 * Reads all messages on the service's topics, with a group of its own that nobody else notices. Pub/Sub keeps
 * messages only for existing subscriptions, so there `open` must be called before they are published.
 */
export class TopicReader {
  readonly contents: TopicContents;
  private readonly group = `seamline-verify-${randomBytes(6).toString('hex')}`;
  private readonly started = new Once(() => this.subscribe());

  private constructor(
    private readonly broker: RawBroker,
    private readonly name: string,
    private readonly config: Config,
  ) {
    this.contents = new TopicContents({ broker: name, keysAreUnique: config.transport.keysAreUnique });
  }

  /** Connects, and creates the group. */
  static async open(name: string, config: Config): Promise<TopicReader> {
    const broker = await openBroker(name, config);
    const reader = new TopicReader(broker, name, config);
    await Promise.all(
      reader.subscriptions().map((subscription) => broker.admin.createSubscription(subscription)),
    );
    return reader;
  }

  /**
   * Resolves once all messages up to now are read. Call it again for later ones.
   *
   * @throws Error when that takes longer than `timeoutMs`.
   */
  async read(timeoutMs: number): Promise<TopicContents> {
    await this.started.get();
    const deadline = performance.now() + timeoutMs;
    let count = -1;
    for (let quietSince = performance.now(); ; await pause(pollMs)) {
      const lag = await this.lag(this.group);
      if (lag === 0) return this.contents;
      if (count !== this.contents.messages) quietSince = performance.now();
      count = this.contents.messages;
      if (lag === undefined && performance.now() - quietSince > quietMs) return this.contents;
      if (performance.now() > deadline) throw new Error(`the topics were not read within ${timeoutMs} ms`);
    }
  }

  /** The messages that the service itself has not read; undefined where the broker has no such number. */
  serviceLag(): Promise<number | undefined> {
    return this.lag(this.config.transport.groupId);
  }

  /** Deletes the group, and disconnects. */
  async close(): Promise<void> {
    await this.broker.close();
    const admin = await openBroker(this.name, this.config);
    await Promise.all(
      this.subscriptions().map((subscription) => admin.admin.deleteSubscription(subscription)),
    );
    await admin.close();
  }

  private async lag(group: string): Promise<number | undefined> {
    const lags = await Promise.all(this.subscriptions(group).map((name) => this.broker.admin.lag(name)));
    return lags.reduce((sum, lag) => (sum === undefined || lag === undefined ? undefined : sum + lag), 0);
  }

  private async subscribe(): Promise<void> {
    const { images, predictions } = this.config.transport.topics;
    const take: Record<string, (message: ReceivedMessage) => void> = {
      [images]: (message) => this.contents.addImage(message),
      [predictions]: (message) => this.contents.addPrediction(message),
      [deadLetterTopic(images)]: (message) => this.contents.addLetter(message),
    };
    for (const [topic, add] of Object.entries(take)) {
      await this.broker.subscribe(topic, async (message) => add(message), { group: this.group, maxInFlight });
    }
  }

  private subscriptions(group = this.group): SubscriptionName[] {
    const { images, predictions } = this.config.transport.topics;
    return [images, predictions, deadLetterTopic(images)].map((topic) => ({ topic, group }));
  }
}
