import type { Broker, BrokerMessage, Consume, Subscription, SubscriptionName } from './broker.js';

/**
 * A broker on which nothing is published into the void: before the first message, the topics and every known
 * group's subscription exist. (On Pub/Sub a message is kept only for subscriptions that exist when it comes.)
 */
export class ProvisionedBroker implements Broker {
  private provisioned: Promise<void> | undefined;
  private ready = false;

  constructor(
    private readonly broker: Broker,
    private readonly known: readonly SubscriptionName[],
  ) {}

  get name() {
    return this.broker.name;
  }

  get status() {
    return this.broker.status;
  }

  get admin() {
    return this.broker.admin;
  }

  get maxHeaders() {
    return this.broker.maxHeaders;
  }

  connect(): Promise<void> {
    this.provisioned ??= this.provision().catch((error: unknown) => {
      this.provisioned = undefined;
      throw error;
    });
    return this.provisioned;
  }

  async publish(messages: readonly BrokerMessage[]): Promise<void> {
    if (!this.ready) await this.connect();
    await this.broker.publish(messages);
  }

  async subscribe(subscription: Subscription, consume: Consume): Promise<void> {
    await this.connect();
    await this.broker.subscribe(subscription, consume);
  }

  unsubscribe(name: SubscriptionName): Promise<void> {
    return this.broker.unsubscribe(name);
  }

  close(): Promise<void> {
    return this.broker.close();
  }

  private async provision(): Promise<void> {
    await this.broker.connect();
    await Promise.all(this.known.map((name) => this.broker.admin.createSubscription(name)));
    this.ready = true;
  }
}
