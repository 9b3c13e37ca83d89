import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '../../foundation/config/config.js';
import type { ReceivedMessage, SubscriptionName } from '../../transport/broker.js';
import { deadLetterTopic } from '../../transport/delivery/dead-letter.js';
import { sweepLeftovers, temporaryName, verifyGroups } from '../../transport/temporary-names.js';
import { InvalidError } from '../../foundation/errors/app.error.js';
import { driverOf } from '../../transport/drivers/index.js';
import { Once } from '../../foundation/concurrency/once.js';
import { completeSince } from '../../transport/kept.js';
import { openBroker, type RawBroker } from './open-broker.js';
import { countText } from './ledger.format.js';
import { TopicContents } from './topic-contents.js';

const pollMs = 200;
/** In milliseconds. For a broker without a number of waiting messages: silence this long means that all are read. */
const quietMs = 3_000;
/** In milliseconds. Messages that wait, of which none comes for so long, will not come. */
const stuckMs = 30_000;
const maxInFlight = 1_000;

/**
 * Reads all messages on the service's topics, with a group of its own that nobody else notices. Pub/Sub keeps
 * messages only for existing subscriptions, so there `open` must be called before they are published.
 */
export class TopicReader {
  readonly contents: TopicContents;
  private readonly group = temporaryName(verifyGroups);
  private readonly started = new Once(() => this.subscribe());
  private openedAt = new Date();
  /** The oldest image of each partition that was read. */
  private readonly oldest = new Map<number, ReceivedMessage>();

  private constructor(
    private readonly broker: RawBroker,
    readonly name: string,
    private readonly config: Config,
  ) {
    const { keysAreUnique, outcomesOf } = config.transport;
    this.contents = new TopicContents({ broker: name, keysAreUnique }, outcomesOf);
  }

  /**
   * Connects, and creates the group.
   *
   * @param imagesLog the log that the service publishes images to. Default: any.
   * @throws InvalidError `BAD_CONFIG` for another log; nothing is created then.
   */
  static async open(name: string, config: Config, imagesLog?: string): Promise<TopicReader> {
    const broker = await openBroker(name, config);
    try {
      await refuseOtherLog(broker, { name, config, imagesLog });
    } catch (error) {
      await broker.close();
      throw error;
    }
    const reader = new TopicReader(broker, name, config);
    // Groups of a verify that was killed hold back an embedded broker's retention.
    await sweepLeftovers(broker.admin).catch(() => undefined);
    await Promise.all(
      reader.subscriptions().map((subscription) => broker.admin.createSubscription(subscription)),
    );
    reader.openedAt = new Date();
    return reader;
  }

  /**
   * Resolves once all messages up to now are read. Call it again for later ones.
   *
   * @throws Error that names what was not read, after `timeoutMs`, or when no message comes for 30 s.
   */
  async read(timeoutMs: number): Promise<TopicContents> {
    await this.started.get();
    const deadline = performance.now() + timeoutMs;
    let count = -1;
    for (let quietSince = performance.now(); ; await pause(pollMs)) {
      const lags = await this.lags(this.group);
      const lag = totalOf(lags);
      if (lag === 0) return this.contents;
      const now = performance.now();
      if (count !== this.contents.messages) quietSince = now;
      count = this.contents.messages;
      if (lag === undefined && now - quietSince > quietMs) return this.contents;
      if (now > deadline || now - quietSince > stuckMs) throw this.notRead(lags);
    }
  }

  /** The messages that the service itself has not read; undefined where the broker has no such number. */
  serviceLag(): Promise<number | undefined> {
    return this.lags(this.config.transport.groupId).then(totalOf);
  }

  /** The log of images that is read; undefined where the broker does not say. */
  logId(): Promise<string | undefined> {
    return logOf(this.broker, this.config);
  }

  /**
   * The time from which on every image that was published was read. Call it after `read`. On a broker that shows a new
   * group nothing of what came before it, the time when this reader was opened.
   */
  async completeSince(): Promise<Date> {
    const kept = await this.broker.admin.kept?.(this.config.transport.topics.images);
    if (!kept) return this.openedAt;
    return completeSince(kept, (partition) => this.oldest.get(partition)?.publishedAt);
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

  private lags(group: string): Promise<TopicLag[]> {
    const names = this.subscriptions(group);
    return Promise.all(
      names.map(async (name) => ({ topic: name.topic, lag: await this.broker.admin.lag(name) })),
    );
  }

  private notRead(lags: readonly TopicLag[]): Error {
    const unread = lags
      .filter(({ lag }) => lag !== 0)
      .map(({ topic, lag }) => `${lag ?? 'some'} of ${topic}`);
    const read = `after ${countText(this.contents.messages)} messages of ${this.name}`;
    return new Error(
      `the topics could not be read to their end; ${read} these were not: ${unread.join(', ')}`,
    );
  }

  private async subscribe(): Promise<void> {
    const { images, predictions } = this.config.transport.topics;
    const take: Record<string, (message: ReceivedMessage) => void> = {
      [images]: (message) => this.addImage(message),
      [predictions]: (message) => this.contents.addPrediction(message),
      [deadLetterTopic(images)]: (message) => this.contents.addLetter(message),
    };
    for (const [topic, add] of Object.entries(take)) {
      await this.broker.subscribe(topic, async (message) => add(message), { group: this.group, maxInFlight });
    }
  }

  private addImage(message: ReceivedMessage): void {
    this.contents.addImage(message);
    const { partition, offset } = message;
    if (partition === undefined || offset === undefined) return;
    const first = this.oldest.get(partition)?.offset;
    if (first === undefined || offset < first) this.oldest.set(partition, message);
  }

  private subscriptions(group = this.group): SubscriptionName[] {
    const { images, predictions } = this.config.transport.topics;
    return [images, predictions, deadLetterTopic(images)].map((topic) => ({ topic, group }));
  }
}

const logOf = async ({ admin }: RawBroker, { transport }: Config) => admin.logId?.(transport.topics.images);

async function refuseOtherLog(
  broker: RawBroker,
  { name, config, imagesLog }: { name: string; config: Config; imagesLog: string | undefined },
): Promise<void> {
  const own = imagesLog === undefined ? undefined : await logOf(broker, config);
  if (own === imagesLog) return;
  const place = driverOf(name).place(config.drivers[name]);
  const text = `the service publishes images to ${imagesLog} on ${name}, but the settings here lead to ${own} at ${place}; use the service's settings of topics and brokers`;
  throw new InvalidError('BAD_CONFIG', text);
}

interface TopicLag {
  readonly topic: string;
  readonly lag: number | undefined;
}

const totalOf = (lags: readonly TopicLag[]): number | undefined =>
  lags.reduce<number | undefined>(
    (sum, { lag }) => (sum === undefined || lag === undefined ? undefined : sum + lag),
    0,
  );
