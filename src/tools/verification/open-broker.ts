import type { Config } from '../../foundation/config/config.js';
import { driverOf } from '../../transport/drivers/index.js';
import { createBroker, type ValueBroker } from '../../transport/open/create-broker.js';

export type RawBroker = ValueBroker<Uint8Array | null>;

/**
 * Opens and connects a broker by the configuration, for a program beside the service. It uses groups of its own: the
 * subscriptions in Pub/Sub's settings belong to the service.
 *
 * @param offsetReset where new groups start. Default: at the oldest message.
 */
export async function openBroker(
  name: string,
  config: Config,
  offsetReset: 'earliest' | 'latest' = 'earliest',
): Promise<RawBroker> {
  const driver = driverOf(name);
  const settings = config.drivers[name];
  const broker = await createBroker(name, {
    settings: (driver.besideService?.(settings) ?? settings) as object,
    ...config.transport.driver,
    offsetReset,
    commit: 'after-work',
  });
  await broker.connect();
  return broker;
}
