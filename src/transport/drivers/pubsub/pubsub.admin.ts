import type { Logger } from '@nestjs/common';
import type { google } from '@google-cloud/pubsub/build/protos/protos.js';
import { errorText } from '../../../foundation/errors/app.error.js';
import type { PubSubSettings } from './pubsub.settings.js';
import type { BrokerAdmin, Remark, SubscriptionName } from '../../broker.js';
import type { PubSubClients } from './pubsub.clients.js';
import type { Call, PubSubConnection } from './pubsub.connection.js';
import { grpcCode, grpcStatus } from './pubsub.errors.js';
import { oddities } from './pubsub.oddities.js';
import { missingOf, publishRight, readRight, type Right } from './pubsub.rights.js';

type RightsRequest = Parameters<PubSubClients['publisher']['testIamPermissions']>[0];

/** The service's name for the topic of a subscription once that topic is deleted. */
const deletedTopic = '_deleted-topic_';

/** Topics and subscriptions of one project. Each call is given up after `timeoutMs`. */
export class PubSubAdmin implements BrokerAdmin {
  private known: readonly SubscriptionName[] = [];
  private readonly looked = new Set<string>();

  constructor(
    private readonly connection: PubSubConnection,
    private readonly settings: PubSubSettings,
    private readonly options: { readonly timeoutMs: number; readonly logger: Pick<Logger, 'warn'> },
  ) {}

  async createTopic(topic: string, deadline = this.deadline()): Promise<void> {
    const request = { name: this.connection.topicPath(topic) };
    await this.unless(
      grpcStatus.alreadyExists,
      ({ publisher }, options) => publisher.createTopic(request, options),
      deadline,
    );
  }

  /** Deletes the topic's subscriptions too: the service would keep them, but no message ever arrives there again. */
  async deleteTopic(topic: string): Promise<void> {
    const path = this.connection.topicPath(topic);
    const [subscriptions] = (await this.unless(grpcStatus.notFound, ({ publisher }, options) =>
      publisher.listTopicSubscriptions({ topic: path }, options),
    )) ?? [[]];
    for (const subscription of subscriptions) {
      await this.unless(grpcStatus.notFound, ({ subscriber }, options) =>
        subscriber.deleteSubscription({ subscription }, options),
      );
    }
    await this.unless(grpcStatus.notFound, ({ publisher }, options) =>
      publisher.deleteTopic({ topic: path }, options),
    );
  }

  async listTopics(): Promise<string[]> {
    const request = { project: this.connection.projectPath };
    const [topics] = await this.call(({ publisher }, options) => publisher.listTopics(request, options));
    return topics.map(({ name }) => lastPart(name));
  }

  async partitions(_topic: string): Promise<undefined> {}

  async createSubscription(name: SubscriptionName, deadline = this.deadline()): Promise<void> {
    const found = await this.find(name, deadline);
    if (found && found.topic !== deletedTopic) return this.lookAt(found);
    // It outlived its topic. A new topic with that name does not revive it.
    if (found) await this.deleteSubscription(name);
    await this.create(name, deadline).catch(async (error: unknown) => {
      if (grpcCode(error) !== grpcStatus.notFound) throw error;
      await this.createTopic(name.topic, deadline);
      await this.create(name, deadline);
    });
  }

  /**
   * Makes what is missing, where this account may look and make. An account without these rights uses what is there.
   */
  async provision(names: readonly SubscriptionName[]): Promise<void> {
    this.known = names;
    const refusals = await Promise.all(names.map((name) => this.ensure(name)));
    const refusal = refusals.find((error) => error !== undefined);
    if (refusal === undefined) return;
    const text = `cannot make sure that topics and subscriptions are there, and uses them as they are`;
    this.options.logger.warn(`${text}: ${errorText(refusal)}`);
  }

  /** The same for one subscription. Returns the refusal, if there was one. */
  async ensure(name: SubscriptionName, deadline = this.deadline()): Promise<unknown> {
    try {
      await this.createSubscription(name, deadline);
      return undefined;
    } catch (error) {
      if (grpcCode(error) === grpcStatus.permissionDenied) return error;
      throw error;
    }
  }

  /** Makes a topic again that has vanished, with the known subscriptions: they get what is published from then on. */
  async restore(topic: string, deadline: number): Promise<void> {
    await this.createTopic(topic, deadline);
    const lost = this.known.filter((name) => name.topic === topic);
    await Promise.all(lost.map((name) => this.ensure(name, deadline)));
  }

  /** The settings of a subscription with which messages are lost, late or out of order; [] where nothing is odd. */
  async warnings(name: SubscriptionName): Promise<Remark[]> {
    const found = await this.find(name, this.deadline());
    return found ? oddities(found) : [];
  }

  missingRights(names: readonly SubscriptionName[]): Promise<Remark[]> {
    const rights = names.flatMap((name): Right[] => [
      { permission: publishRight, resource: this.connection.topicPath(name.topic) },
      { permission: readRight, resource: this.pathOf(name) },
    ]);
    return missingOf(rights, ({ permission, resource }) => {
      // The library's type asks for a method of its own class.
      const request = { resource, permissions: [permission] } as unknown as RightsRequest;
      return this.call(({ publisher }, options) => publisher.testIamPermissions(request, options));
    });
  }

  async deleteSubscription(name: SubscriptionName): Promise<void> {
    await this.unless(grpcStatus.notFound, ({ subscriber }, options) =>
      subscriber.deleteSubscription({ subscription: this.pathOf(name) }, options),
    );
  }

  async listSubscriptions(): Promise<SubscriptionName[]> {
    const request = { project: this.connection.projectPath };
    const [all] = await this.call(({ subscriber }, options) =>
      subscriber.listSubscriptions(request, options),
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

  pathOf(name: SubscriptionName): string {
    return this.connection.subscriptionPath(this.subscriptionId(name));
  }

  private nameOf({ name, topic: topicPath }: google.pubsub.v1.ISubscription): SubscriptionName | undefined {
    const topic = lastPart(topicPath);
    const id = lastPart(name);
    if (this.settings.subscriptionNames[topic] === id) return { topic, group: id };
    return id.endsWith(`.${topic}`) ? { topic, group: id.slice(0, -topic.length - 1) } : undefined;
  }

  private async create(name: SubscriptionName, deadline: number): Promise<void> {
    const request = {
      name: this.pathOf(name),
      topic: this.connection.topicPath(name.topic),
      enableMessageOrdering: true,
      // By default the service deletes a subscription after a month without use.
      expirationPolicy: {},
    };
    await this.unless(
      grpcStatus.alreadyExists,
      ({ subscriber }, options) => subscriber.createSubscription(request, options),
      deadline,
    );
  }

  private async find(
    name: SubscriptionName,
    deadline: number,
  ): Promise<google.pubsub.v1.ISubscription | undefined> {
    const request = { subscription: this.pathOf(name) };
    const found = await this.unless(
      grpcStatus.notFound,
      ({ subscriber }, options) => subscriber.getSubscription(request, options),
      deadline,
    );
    return found?.[0];
  }

  /** Warns once about each subscription that somebody made with other settings. */
  private lookAt(subscription: google.pubsub.v1.ISubscription): void {
    const id = lastPart(subscription.name);
    if (this.looked.has(id)) return;
    this.looked.add(id);
    for (const { text, fix } of oddities(subscription)) {
      this.options.logger.warn(`the subscription ${id} ${text}: ${fix}`);
    }
  }

  private deadline(): number {
    return performance.now() + this.options.timeoutMs;
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
