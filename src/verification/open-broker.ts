import type { BrokerName, Config } from '../config/config.js';
import { createBroker, type ValueBroker } from '../transport/create-broker.js';

export type RawBroker = ValueBroker<Uint8Array | null>;

/**
 * A broker as the configuration describes it, connected, for a program that only looks: new groups start at the oldest
 * message.
 */
export async function openBroker(name: BrokerName, config: Config): Promise<RawBroker> {
  const broker = await createBroker(name, {
    settings: config[name],
    ...config.transport.driver,
    offsetReset: 'earliest',
    commit: 'after-work',
  });
  await broker.connect();
  return broker;
}
