import type { google } from '@google-cloud/pubsub/build/protos/protos.js';
import type { PubSubSettings } from './pubsub.settings.js';
import type { BrokerAdmin, SubscriptionName } from '../../broker.js';
import type { Call, PubSubConnection } from './pubsub.connection.js';
import { grpcCode, grpcStatus } from './pubsub.errors.js';

/** The service's name for the topic of a subscription once that topic is deleted. */
const deletedTopic = '_deleted-topic_';

/** Topics and subscriptions of one project. Each call is given up after `timeoutMs`. */
export class PubSubAdmin implements BrokerAdmin {
  constructor(
    private readonly connection: PubSubConnection,
    private readonly settings: PubSubSettings,
    private readonly timeoutMs: number,
  ) {}

  /** @param deadline by `performance.now()`; a publisher that needs the topic has its own. */
  async createTopic(topic: string, deadline = this.deadline()): Promise<void> {
    const { publisher } = this.connection;
    const request = { name: this.connection.topicPath(topic) };
    await this.unless(
      grpcStatus.alreadyExists,
      (options) => publisher.createTopic(request, options),
      deadline,
    );
  }

  /** Deletes the topic's subscriptions too: the service would keep them, but no message ever arrives there again. */
  async deleteTopic(topic: string): Promise<void> {
    const { publisher, subscriber } = this.connection;
    const path = this.connection.topicPath(topic);
    const [subscriptions] = (await this.unless(grpcStatus.notFound, (options) =>
      publisher.listTopicSubscriptions({ topic: path }, options),
    )) ?? [[]];
    for (const subscription of subscriptions) {
      await this.unless(grpcStatus.notFound, (options) =>
        subscriber.deleteSubscription({ subscription }, options),
      );
    }
    await this.unless(grpcStatus.notFound, (options) => publisher.deleteTopic({ topic: path }, options));
  }

  async listTopics(): Promise<string[]> {
    const { publisher, projectPath } = this.connection;
    const [topics] = await this.call((options) => publisher.listTopics({ project: projectPath }, options));
    return topics.map(({ name }) => lastPart(name));
  }

  async partitions(_topic: string): Promise<undefined> {}

  async createSubscription(name: SubscriptionName): Promise<void> {
    await this.createTopic(name.topic);
    const made = await this.create(name);
    if (made || !(await this.isOrphan(name))) return;
    await this.deleteSubscription(name);
    await this.create(name);
  }

  async deleteSubscription(name: SubscriptionName): Promise<void> {
    const { subscriber } = this.connection;
    await this.unless(grpcStatus.notFound, (options) =>
      subscriber.deleteSubscription({ subscription: this.pathOf(name) }, options),
    );
  }

  async listSubscriptions(): Promise<SubscriptionName[]> {
    const { subscriber, projectPath } = this.connection;
    const [all] = await this.call((options) =>
      subscriber.listSubscriptions({ project: projectPath }, options),
    );
    return all.flatMap((subscription) => this.nameOf(subscription) ?? []);
  }

  /** Pub/Sub gives the number of waiting messages only to its monitoring, minutes late. */
  async lag(_name: SubscriptionName): Promise<undefined> {}

  async partitionLags(_name: SubscriptionName): Promise<undefined> {}

  /** `<group>.<topic>`, unless the settings name the topic's subscription. */
  subscriptionId({ topic, group }: SubscriptionName): string {
    return this.settings.subscriptionNames[topic] ?? `${group}.${topic}`;
  }

  private pathOf(name: SubscriptionName): string {
    return this.connection.subscriptionPath(this.subscriptionId(name));
  }

  private nameOf({ name, topic: topicPath }: google.pubsub.v1.ISubscription): SubscriptionName | undefined {
    const topic = lastPart(topicPath);
    const id = lastPart(name);
    if (this.settings.subscriptionNames[topic] === id) return { topic, group: id };
    return id.endsWith(`.${topic}`) ? { topic, group: id.slice(0, -topic.length - 1) } : undefined;
  }

  /** Returns false when the subscription existed before. */
  private async create(name: SubscriptionName): Promise<boolean> {
    const { subscriber } = this.connection;
    const request = {
      name: this.pathOf(name),
      topic: this.connection.topicPath(name.topic),
      enableMessageOrdering: true,
      // By default the service deletes a subscription after a month without use.
      expirationPolicy: {},
    };
    return !!(await this.unless(grpcStatus.alreadyExists, (options) =>
      subscriber.createSubscription(request, options),
    ));
  }

  /** Whether the subscription outlived its topic. A new topic with that name does not revive it. */
  private async isOrphan(name: SubscriptionName): Promise<boolean> {
    const { subscriber } = this.connection;
    const found = await this.unless(grpcStatus.notFound, (options) =>
      subscriber.getSubscription({ subscription: this.pathOf(name) }, options),
    );
    return found?.[0].topic === deletedTopic;
  }

  private deadline(): number {
    return performance.now() + this.timeoutMs;
  }

  private call<Result>(make: Call<Result>): Promise<Result> {
    return this.connection.call(this.deadline(), make);
  }

  /** Makes the call; returns undefined when the server answers with this status, which counts as success. */
  private unless<Result>(
    status: number,
    make: Call<Result>,
    deadline = this.deadline(),
  ): Promise<Result | undefined> {
    return this.connection.call(deadline, make).catch((error: unknown) => {
      if (grpcCode(error) === status) return undefined;
      throw error;
    });
  }
}

function lastPart(path: string | null | undefined): string {
  return path?.slice(path.lastIndexOf('/') + 1) ?? '';
}
