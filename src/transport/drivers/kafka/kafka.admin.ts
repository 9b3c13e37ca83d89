import type { Admin, Kafka } from 'kafkajs';
import type { KafkaSettings } from './kafka.settings.js';
import {
  type BrokerAdmin,
  type DriverOptions,
  type PartitionLag,
  type Remark,
  type SubscriptionName,
  totalLag,
} from '../../broker.js';
import type { KeptPartition } from '../../kept.js';
import { KafkaConnection, persist } from './kafka.connection.js';
import { answerType } from './kafka.errors.js';
import { commitAsGuest, groupId, subscriptionOf } from './kafka.groups.js';
import { createCompactedTopic, createTopic, notCompacted, tooSmallTopics } from './kafka.topics.js';

/** A group's place in a partition. */
export interface PartitionPlace {
  readonly partition: number;
  /** The offset that the group reads next, by its last commit. */
  readonly next: bigint;
  /** One past the newest message that may be read: those of an open transaction may not. */
  readonly end: bigint;
}

/**
 * Each call is retried until `connectTimeoutMs` is over, because a broker refuses some calls just after its start.
 */
export class KafkaAdmin implements BrokerAdmin {
  private readonly connection: KafkaConnection<Admin>;
  private readonly known = new Set<string>();
  private clusterId: string | undefined;

  constructor(
    private readonly kafka: Kafka,
    private readonly settings: KafkaSettings,
    private readonly options: DriverOptions,
  ) {
    // kafkajs finds a group's coordinator only once it has seen the list of brokers.
    this.connection = new KafkaConnection(
      () => kafka.admin(),
      (admin) => admin.listTopics(),
    );
  }

  /** Asks the brokers for a sign of life. */
  async ping(): Promise<void> {
    await this.ask((admin) => admin.listTopics());
  }

  /** Creates the topic unless this process has seen it: a publish does not ask each time. */
  async ensureTopic(topic: string): Promise<void> {
    if (this.known.has(topic)) return;
    await this.createTopic(topic);
  }

  /** The topic may be deleted; the next `ensureTopic` asks again. */
  forgetTopic(topic: string): void {
    this.known.delete(topic);
  }

  async createTopic(topic: string): Promise<void> {
    await this.createMissing(topic, createTopic);
  }

  async createCompactedTopic(topic: string): Promise<void> {
    await this.createMissing(topic, createCompactedTopic);
  }

  async deleteTopic(topic: string): Promise<void> {
    this.forgetTopic(topic);
    await this.ask(async (admin) => {
      const topics = await admin.listTopics();
      if (topics.includes(topic)) await admin.deleteTopics({ topics: [topic] });
    });
  }

  /** Leaves out Kafka's own topics, which start with two underscores. */
  async listTopics(): Promise<string[]> {
    const topics = await this.ask((admin) => admin.listTopics());
    return topics.filter((topic) => !topic.startsWith('__'));
  }

  /** Looks first: Kafka may create a topic that a client asks for. */
  async partitions(topic: string): Promise<number | undefined> {
    return this.ask(async (admin) => {
      if (!(await admin.listTopics()).includes(topic)) return undefined;
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      return topics[0]?.partitions.length;
    });
  }

  async tooSmall(topics: readonly string[]): Promise<Remark[]> {
    const { maxMessageBytes } = this.options;
    return this.ask((admin) => tooSmallTopics(admin, topics, { ...this.settings, maxMessageBytes }));
  }

  async forgets(topic: string): Promise<Remark[]> {
    return this.ask((admin) => notCompacted(admin, topic, this.settings));
  }

  /** Commits the group's start, so that it exists and misses nothing before its first member joins. */
  async createSubscription(name: SubscriptionName): Promise<void> {
    await this.ensureTopic(name.topic);
    await this.ask(async (admin) => {
      const committed = await committedOffsets(admin, name);
      // A partition that was added to a known group's topic has nothing that the group may skip.
      const fromOldest = this.options.offsetReset === 'earliest' || committed.size > 0;
      const unset = (await admin.fetchTopicOffsets(name.topic))
        .filter(({ partition }) => !committed.has(partition))
        .map(({ partition, low, high }) => ({ partition, offset: fromOldest ? low : high }));
      if (unset.length === 0) return;
      await commitAsGuest(this.kafka, name, unset).catch((error: unknown) => {
        // The group has members, so it exists and reads.
        if (answerType(error) !== 'UNKNOWN_MEMBER_ID') throw error;
      });
    }).catch((error: unknown) => {
      if (this.options.offsetReset === 'latest' || !notAllowed.includes(answerType(error))) throw error;
      // Kafka keeps the messages, and a group without commits starts at the oldest. Only its members need the right.
    });
  }

  async deleteSubscription(name: SubscriptionName): Promise<void> {
    await this.ask(async (admin) => {
      await admin.deleteGroups([groupId(name)]).catch((error: unknown) => {
        if (answerType(error) !== 'GROUP_ID_NOT_FOUND') throw error;
      });
    });
  }

  async listSubscriptions(): Promise<SubscriptionName[]> {
    const topics = new Set(await this.listTopics());
    const { groups } = await this.ask((admin) => admin.listGroups());
    return groups.map((group) => subscriptionOf(group.groupId, topics)).filter((name) => name !== undefined);
  }

  async lag(name: SubscriptionName): Promise<number> {
    return totalLag(await this.partitionLags(name));
  }

  async partitionLags(name: SubscriptionName): Promise<PartitionLag[]> {
    const places = await this.places(name);
    return places.map(({ partition, next, end }) => ({ partition, lag: Number(end - next) }));
  }

  async logId(topic: string): Promise<string> {
    this.clusterId ??= (await this.ask((admin) => admin.describeCluster())).clusterId;
    return `${this.clusterId}/${topic}`;
  }

  /** Looks first: Kafka may create a topic that a client asks for. */
  async kept(topic: string): Promise<KeptPartition[]> {
    return this.ask(async (admin) => {
      if (!(await admin.listTopics()).includes(topic)) return [];
      const offsets = await admin.fetchTopicOffsets(topic);
      return offsets.map(({ partition, low, high }) => {
        return { partition, first: BigInt(low), end: BigInt(high) };
      });
    });
  }

  /** Messages that retention has removed are no longer waiting. */
  async places(name: SubscriptionName): Promise<PartitionPlace[]> {
    return this.ask(async (admin) => {
      const committed = await committedOffsets(admin, name);
      const offsets = await admin.fetchTopicOffsets(name.topic);
      return offsets.map(({ partition, low, high }) => {
        const [oldest, end] = [BigInt(low), BigInt(high)];
        const next = [committed.get(partition) ?? oldest, oldest].reduce(larger);
        return { partition, next: next < end ? next : end, end };
      });
    });
  }

  async disconnect(): Promise<void> {
    await this.connection.close();
  }

  private async createMissing(topic: string, create: typeof createTopic): Promise<void> {
    const { maxMessageBytes } = this.options;
    await this.ask(async (admin) => {
      const topics = await admin.listTopics();
      if (!topics.includes(topic)) await create(admin, topic, { ...this.settings, maxMessageBytes });
    });
    this.known.add(topic);
  }

  private ask<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
    return persist(() => this.connection.use(work), this.options.connectTimeoutMs);
  }
}

/** Committed offsets by partition; only partitions where the group has committed. */
async function committedOffsets(admin: Admin, name: SubscriptionName): Promise<Map<number, bigint>> {
  const answers = await admin.fetchOffsets({ groupId: groupId(name), topics: [name.topic] });
  const partitions = answers.flatMap((answer) => answer.partitions);
  return new Map(
    partitions
      .map(({ partition, offset }) => [partition, BigInt(offset)] as const)
      .filter(([, offset]) => offset >= 0n),
  );
}

const notAllowed: readonly unknown[] = ['GROUP_AUTHORIZATION_FAILED', 'TOPIC_AUTHORIZATION_FAILED'];

const larger = (one: bigint, other: bigint): bigint => (one > other ? one : other);
