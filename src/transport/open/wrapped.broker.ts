import type { Broker, BrokerMessage, Consume, Subscription, SubscriptionName } from '../broker.js';

/** Passes every call to another broker; a subclass changes some of them. */
export abstract class WrappedBroker implements Broker {
  constructor(protected readonly inner: Broker) {}

  get name() {
    return this.inner.name;
  }

  get status() {
    return this.inner.status;
  }

  get admin() {
    return this.inner.admin;
  }

  get maxHeaders() {
    return this.inner.maxHeaders;
  }

  get troubles() {
    return this.inner.troubles;
  }

  get restarts() {
    return this.inner.restarts;
  }

  connect(): Promise<void> {
    return this.inner.connect();
  }

  publish(messages: readonly BrokerMessage[]): Promise<void> {
    return this.inner.publish(messages);
  }

  subscribe(subscription: Subscription, consume: Consume): Promise<void> {
    return this.inner.subscribe(subscription, consume);
  }

  unsubscribe(name: SubscriptionName): Promise<void> {
    return this.inner.unsubscribe(name);
  }

  close(): Promise<void> {
    return this.inner.close();
  }
}
