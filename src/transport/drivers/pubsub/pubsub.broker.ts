import { Logger } from '@nestjs/common';
import type { PubSubSettings } from './pubsub.settings.js';
import {
  type Broker,
  type BrokerMessage,
  type BrokerStatus,
  type BrokerTrouble,
  type Consume,
  type ConsumerRestarts,
  type DriverOptions,
  isSameSubscription,
  type Subscription,
  type SubscriptionName,
} from '../../broker.js';
import { withNoneSent } from '../../publish-failure.js';
import { BrokerTroubles } from '../broker-troubles.js';
import { PublishTroubles } from '../publish-troubles.js';
import { PubSubAdmin } from './pubsub.admin.js';
import { closedError, PubSubConnection } from './pubsub.connection.js';
import { PubSubConsumer } from './pubsub.consumer.js';
import { checkCredentials } from './pubsub.credentials.js';
import { maxAttributes } from './pubsub.message.js';
import { pubsubPublishRefusal } from './pubsub.publish-refusal.js';
import { PubSubPublisher } from './pubsub.publisher.js';

/**
 * Google Cloud Pub/Sub, or its emulator when `emulatorHost` is set. A group is a subscription named
 * `<group>.<topic>`. It keeps messages published after its creation, whatever `offsetReset` says. Order within a
 * partition key needs a subscription with message ordering, as this driver creates them.
 */
export class PubSubDriverBroker implements Broker {
  readonly name = 'pubsub';
  readonly admin: PubSubAdmin;
  readonly maxHeaders = maxAttributes;
  private readonly connection: PubSubConnection;
  private readonly publisher: PubSubPublisher;
  private readonly consumers = new Set<PubSubConsumer>();
  private readonly present: BrokerTroubles;
  private readonly publishing = new Set<Promise<void>>();
  private closing: Promise<void> | undefined;

  constructor(
    private readonly settings: PubSubSettings,
    private readonly options: DriverOptions,
  ) {
    const logger = new Logger('Pub/Sub');
    const shared = { timeoutMs: options.connectTimeoutMs, logger };
    this.present = new BrokerTroubles(logger);
    this.connection = new PubSubConnection(settings, shared);
    this.admin = new PubSubAdmin(this.connection, settings, shared);
    this.publisher = new PubSubPublisher(this.connection, this.admin, {
      timeoutMs: options.publishTimeoutMs,
      troubles: new PublishTroubles(this.present, pubsubPublishRefusal),
    });
  }

  get status(): BrokerStatus {
    return this.connection.status;
  }

  get troubles(): readonly BrokerTrouble[] {
    return this.present.all;
  }

  get restarts(): readonly ConsumerRestarts[] {
    return this.present.restarts;
  }

  async connect(): Promise<void> {
    if (this.connection.closed) throw closedError();
    if (this.status.state === 'connected') return;
    const { emulatorHost, credentialsFile } = this.settings;
    if (credentialsFile && !emulatorHost) await checkCredentials(credentialsFile);
    await this.connection.probe(this.options.connectTimeoutMs);
  }

  async publish(messages: readonly BrokerMessage[]): Promise<void> {
    if (this.connection.closed) throw withNoneSent(closedError(), messages.length);
    const published = this.publisher.publish(messages);
    this.publishing.add(published);
    await published.finally(() => this.publishing.delete(published));
  }

  async subscribe(subscription: Subscription, consume: Consume): Promise<void> {
    if (this.closing) throw closedError();
    const { commit } = this.options;
    const troubles = this.present;
    const consumer = new PubSubConsumer(this.connection, this.admin, {
      subscription,
      consume,
      commit,
      troubles,
    });
    this.consumers.add(consumer);
    await consumer.start().catch((error: unknown) => {
      this.consumers.delete(consumer);
      throw error;
    });
  }

  async unsubscribe(name: SubscriptionName): Promise<void> {
    for (const consumer of this.consumers) {
      if (!isSameSubscription(consumer.subscription, name)) continue;
      await consumer.close();
      this.consumers.delete(consumer);
    }
  }

  close(): Promise<void> {
    this.closing ??= this.shutDown();
    return this.closing;
  }

  private async shutDown(): Promise<void> {
    await Promise.all([...this.consumers].map((consumer) => consumer.close()));
    await Promise.allSettled(this.publishing);
    await this.connection.close();
  }
}
