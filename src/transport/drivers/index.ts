import type {
  BrokerName,
  EmbeddedSettings,
  KafkaSettings,
  PubSubSettings,
} from '../../foundation/config/config.js';
import type { Broker, DriverOptions } from '../broker.js';

/** What each driver needs to know of its broker. */
export interface BrokerSettings {
  readonly embedded: EmbeddedSettings;
  readonly kafka: KafkaSettings;
  readonly pubsub: PubSubSettings;
}

type Open<Settings> = (settings: Settings, options: DriverOptions) => Promise<Broker>;

/**
 * The table of drivers: a broker name without a driver does not compile. A driver, and with it the broker's client
 * library, is loaded only when it is asked for.
 */
export const drivers: { readonly [Name in BrokerName]: Open<BrokerSettings[Name]> } = {
  async embedded(settings, options) {
    const { EmbeddedBroker } = await import('./embedded/embedded.broker.js');
    return new EmbeddedBroker(settings, options);
  },
  async kafka(settings, options) {
    const { KafkaBroker } = await import('./kafka/kafka.broker.js');
    return new KafkaBroker(settings, options);
  },
  async pubsub(settings, options) {
    const { PubSubBroker } = await import('./pubsub/pubsub.broker.js');
    return new PubSubBroker(settings, options);
  },
};
