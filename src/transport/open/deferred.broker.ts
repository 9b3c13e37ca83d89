import { UnavailableError } from '../../foundation/errors/app.error.js';
import {
  type Broker,
  type BrokerAdmin,
  type BrokerMessage,
  type BrokerStatus,
  type Consume,
  provision,
  type Subscription,
  type SubscriptionName,
} from '../broker.js';
import { withNoneSent } from '../publish-failure.js';
import { Once } from '../../foundation/concurrency/once.js';

/**
 * A broker that loads its driver, and with it the broker's client library, on first use. Every call connects first.
 */
export abstract class DeferredBroker implements Broker {
  readonly admin: BrokerAdmin;
  private driver: Broker | undefined;
  private readonly loaded: Once<Broker>;
  private closed = false;

  /** @param load makes the driver; called again only after it has failed. */
  protected constructor(
    readonly name: string,
    load: () => Promise<Broker>,
  ) {
    this.loaded = new Once(load);
    this.admin = adminOf(() => this.connected());
  }

  get status(): BrokerStatus {
    return this.driver?.status ?? { state: this.closed ? 'closed' : 'idle' };
  }

  get maxHeaders(): number | undefined {
    return this.driver?.maxHeaders;
  }

  get troubles(): Broker['troubles'] {
    return this.driver?.troubles;
  }

  get restarts(): Broker['restarts'] {
    return this.driver?.restarts;
  }

  async connect(): Promise<void> {
    await this.connected();
  }

  async publish(messages: readonly BrokerMessage[]): Promise<void> {
    // A closed driver still publishes for its running consumers.
    const driver = this.closed ? this.driver : undefined;
    await (driver ?? (await this.connectedFor(messages))).publish(messages);
  }

  async subscribe(subscription: Subscription, consume: Consume): Promise<void> {
    await (await this.connected()).subscribe(subscription, consume);
  }

  async unsubscribe(name: SubscriptionName): Promise<void> {
    await this.driver?.unsubscribe(name);
  }

  async close(): Promise<void> {
    this.closed = true;
    // The first caller already got the driver's loading error; here there is only nothing to close.
    const driver = await this.loaded.begun?.catch(() => undefined);
    await driver?.close();
  }

  private async connectedFor(messages: readonly BrokerMessage[]): Promise<Broker> {
    try {
      return await this.connected();
    } catch (error) {
      throw withNoneSent(error, messages.length);
    }
  }

  private async connected(): Promise<Broker> {
    if (this.closed) throw new UnavailableError('BROKER_CLOSED', `the connection to ${this.name} is closed`);
    this.driver = await this.loaded.get();
    await this.driver.connect();
    return this.driver;
  }
}

function adminOf(connected: () => Promise<Broker>): BrokerAdmin {
  const admin = async () => (await connected()).admin;
  return {
    createTopic: async (topic) => (await admin()).createTopic(topic),
    deleteTopic: async (topic) => (await admin()).deleteTopic(topic),
    listTopics: async () => (await admin()).listTopics(),
    createSubscription: async (name) => (await admin()).createSubscription(name),
    provision: async (names) => provision(await admin(), names),
    warnings: async (name) => (await admin()).warnings?.(name) ?? [],
    missingRights: async (names) => (await admin()).missingRights?.(names) ?? [],
    deleteSubscription: async (name) => (await admin()).deleteSubscription(name),
    listSubscriptions: async () => (await admin()).listSubscriptions(),
    lag: async (name) => (await admin()).lag(name),
    partitionLags: async (name) => (await admin()).partitionLags(name),
    partitions: async (topic) => (await admin()).partitions(topic),
    tooSmall: async (topics) => (await admin()).tooSmall?.(topics) ?? [],
  };
}
