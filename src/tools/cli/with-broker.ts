import type { Config } from '../../foundation/config/config.js';
import { readConfig } from '../../configuration.js';
import { openBroker, type RawBroker } from '../verification/open-broker.js';
import { brokerOf } from './broker-option.js';

/** Runs the work on the broker of `--broker`, then disconnects, also after a failure. */
export async function withBroker<T>(
  option: string | undefined,
  work: (broker: RawBroker, name: string, config: Config) => Promise<T>,
): Promise<T> {
  const config = readConfig();
  const name = brokerOf(option, config);
  const broker = await openBroker(name, config);
  try {
    return await work(broker, name, config);
  } finally {
    await broker.close();
  }
}
