import { Logger } from '@nestjs/common';
import type { KafkaSettings } from './kafka.settings.js';
import {
  type Broker,
  type BrokerAdmin,
  type BrokerMessage,
  type BrokerStatus,
  type Consume,
  type DriverOptions,
  isSameSubscription,
  type Subscription,
  type SubscriptionName,
} from '../../broker.js';
import { withNoneSent } from '../../publish-failure.js';
import { BrokerTroubles } from '../broker-troubles.js';
import { PublishTroubles } from '../publish-troubles.js';
import { KafkaAdmin } from './kafka.admin.js';
import { KafkaClients } from './kafka.client.js';
import { within } from '../../../foundation/concurrency/within.js';
import { lateAnswer, persist } from './kafka.connection.js';
import { kafkaClosedError, fromKafkaError, kafkaPublishRefusal } from './kafka.errors.js';
import { KafkaHealth } from './kafka.health.js';
import { KafkaPublisher } from './kafka.publisher.js';
import { KafkaProgress } from './kafka.progress.js';
import { KafkaSubscription } from './kafka.subscription.js';
import { KafkaWatch } from './kafka.watch.js';

const pingIntervalMs = 1_000;
/** In milliseconds, for a consumer's requests; joining a group and fetching have longer limits of their own. */
const consumerTimeoutMs = 10_000;
const disconnectTimeoutMs = 5_000;

/** The Kafka driver, on kafkajs. */
export class KafkaDriverBroker implements Broker {
  readonly name = 'kafka';
  readonly admin: BrokerAdmin;
  private readonly clients: KafkaClients;
  private readonly kafka: KafkaAdmin;
  private readonly publisher: KafkaPublisher;
  private readonly health = new KafkaHealth();
  private readonly subscriptions = new Set<KafkaSubscription>();
  private readonly present = new BrokerTroubles(new Logger('Kafka'));
  private readonly watch: KafkaWatch;
  private connecting: Promise<void> | undefined;
  private closing: Promise<void> | undefined;
  private nextPing: NodeJS.Timeout | undefined;

  constructor(
    settings: KafkaSettings,
    private readonly options: DriverOptions,
  ) {
    const { connectTimeoutMs, publishTimeoutMs, stalledAfterMs } = options;
    this.clients = new KafkaClients(settings);
    this.kafka = new KafkaAdmin(this.clients.impatient(connectTimeoutMs), settings, options);
    this.admin = this.kafka;
    const client = this.clients.impatient(publishTimeoutMs, Math.min(publishTimeoutMs, connectTimeoutMs));
    this.publisher = new KafkaPublisher(client, this.kafka, this.health, {
      timeoutMs: publishTimeoutMs,
      codec: settings.compression ?? 'none',
      troubles: new PublishTroubles(this.present, kafkaPublishRefusal),
    });
    this.watch = new KafkaWatch(
      { admin: this.kafka, health: this.health },
      this.subscriptions,
      stalledAfterMs,
    );
  }

  get troubles() {
    return this.present.all;
  }

  get restarts() {
    return this.present.restarts;
  }

  get status(): BrokerStatus {
    return this.health.status;
  }

  async connect(): Promise<void> {
    this.refuseIfClosed();
    this.connecting ??= this.open().catch((error: unknown) => {
      this.connecting = undefined;
      this.health.lost(error);
      throw error;
    });
    await this.connecting;
  }

  publish(messages: readonly BrokerMessage[]): Promise<void> {
    if (this.health.closed) return Promise.reject(withNoneSent(kafkaClosedError(), messages.length));
    return this.publisher.publish(messages);
  }

  async subscribe(subscription: Subscription, consume: Consume): Promise<void> {
    this.refuseIfClosed();
    const progress = new KafkaProgress(subscription, this.present, this.options.stalledAfterMs);
    await this.admin.createSubscription(subscription).catch((error: unknown) => {
      const { code, message } = fromKafkaError(error);
      if (code === 'BROKER_REFUSED') progress.refused(message);
      throw error;
    });
    this.refuseIfClosed();
    // Each subscription gets its own client: kafkajs shares cached committed offsets within a client.
    const client = this.clients.patient(consumerTimeoutMs, (error) => progress.retried(error));
    const member = new KafkaSubscription(
      subscription,
      { kafka: client, options: this.options, progress },
      consume,
    );
    this.subscriptions.add(member);
    await member.start().catch(async (error: unknown) => {
      // The caller may try again, and the trouble lasts until that succeeds.
      this.subscriptions.delete(member);
      await member.abandonStart();
      throw error;
    });
  }

  async unsubscribe(name: SubscriptionName): Promise<void> {
    for (const joined of this.subscriptions) {
      if (!isSameSubscription(joined.subscription, name)) continue;
      await joined.close();
      this.subscriptions.delete(joined);
    }
  }

  close(): Promise<void> {
    this.closing ??= this.shut();
    return this.closing;
  }

  private async open(): Promise<void> {
    const { connectTimeoutMs } = this.options;
    await Promise.all([this.kafka.ping(), persist(() => this.publisher.connect(), connectTimeoutMs)]);
    this.health.answered();
    this.pingLater();
    this.watch.start();
  }

  /** Keeps the status true also while nothing is published. */
  private pingLater(): void {
    this.nextPing = setTimeout(() => void this.ping(), pingIntervalMs).unref();
  }

  private async ping(): Promise<void> {
    await this.kafka.ping().then(
      () => this.health.answered(),
      (error: unknown) => this.health.lost(error),
    );
    if (!this.health.closed) this.pingLater();
  }

  /** Running consumers may publish until the last of them has ended. */
  private async shut(): Promise<void> {
    await Promise.all([...this.subscriptions].map((subscription) => subscription.close()));
    this.health.close();
    clearTimeout(this.nextPing);
    this.watch.stop();
    await this.publisher.finish();
    const disconnected = Promise.all([this.publisher.disconnect(), this.kafka.disconnect()]);
    await within(disconnectTimeoutMs, () => disconnected, lateAnswer).catch(() => {});
  }

  private refuseIfClosed(): void {
    if (this.closing) throw kafkaClosedError();
  }
}
