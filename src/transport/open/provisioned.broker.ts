import {
  type Broker,
  type BrokerMessage,
  type Consume,
  provision,
  type Subscription,
  type SubscriptionName,
} from '../broker.js';
import { withNoneSent } from '../publish-failure.js';
import { Once } from '../../foundation/concurrency/once.js';
import { WrappedBroker } from './wrapped.broker.js';

/**
 * A broker that publishes no message without a reader: before the first message, it creates the topics and every
 * known group's subscription. (Pub/Sub keeps a message only for subscriptions that exist when it arrives.)
 */
export class ProvisionedBroker extends WrappedBroker {
  private readonly provisioned = new Once(() => this.provision());
  private ready = false;

  constructor(
    inner: Broker,
    private readonly known: readonly SubscriptionName[],
  ) {
    super(inner);
  }

  /** Looks for a broker that was lost, too: its driver may not do so by itself. */
  override async connect(): Promise<void> {
    await this.provisioned.get();
    if (this.inner.status.state === 'disconnected') await this.inner.connect();
  }

  override publish(messages: readonly BrokerMessage[]): Promise<void> {
    const publish = () => this.inner.publish(messages);
    if (this.ready) return publish();
    return this.connect().then(publish, (error: unknown) => {
      throw withNoneSent(error, messages.length);
    });
  }

  override async subscribe(subscription: Subscription, consume: Consume): Promise<void> {
    await this.connect();
    await this.inner.subscribe(subscription, consume);
  }

  private async provision(): Promise<void> {
    await this.inner.connect();
    await provision(this.inner.admin, this.known);
    this.ready = true;
  }
}
