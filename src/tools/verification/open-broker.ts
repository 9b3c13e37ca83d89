import type { BrokerName, Config } from '../../foundation/config/config.js';
import { createBroker, type ValueBroker } from '../../transport/open/create-broker.js';

export type RawBroker = ValueBroker<Uint8Array | null>;

/**
 * A broker as the configuration describes it, connected, for a program beside the service. Its groups are its own: the
 * subscriptions that the settings of Pub/Sub name are the service's.
 *
 * @param offsetReset where new groups start. Default: at the oldest message.
 */
export async function openBroker(
  name: BrokerName,
  config: Config,
  offsetReset: 'earliest' | 'latest' = 'earliest',
): Promise<RawBroker> {
  const broker = await createBroker(name, {
    settings: name === 'pubsub' ? { ...config.pubsub, subscriptionNames: {} } : config[name],
    ...config.transport.driver,
    offsetReset,
    commit: 'after-work',
  });
  await broker.connect();
  return broker;
}
