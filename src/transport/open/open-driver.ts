import { type BrokerName, readConfig } from '../../foundation/config/config.js';
import type { Broker, DriverOptions } from '../broker.js';
import { type BrokerSettings, drivers } from '../drivers/index.js';

/**
 * A broker's driver, not connected yet, with the defaults of `.env.example` for what is left out. The environment is
 * not read.
 */
export async function openDriver<Name extends BrokerName>(
  name: Name,
  settings: Partial<BrokerSettings[Name]> = {},
  { offsetReset, commit, connectTimeoutMs, publishTimeoutMs }: Partial<DriverOptions> = {},
): Promise<Broker> {
  const defaults = readConfig({});
  const given = Object.entries({ offsetReset, commit, connectTimeoutMs, publishTimeoutMs });
  const options = Object.fromEntries(given.filter(([, value]) => value !== undefined));
  return drivers[name](
    { ...(defaults[name] as BrokerSettings[Name]), ...settings },
    { ...defaults.transport.driver, ...options },
  );
}
