import type { Config } from '../../foundation/config/config.js';
import { errorText } from '../../foundation/errors/app.error.js';
import { driverOf } from '../../transport/drivers/index.js';
import { openBroker } from '../verification/open-broker.js';
import { type Finding, warning } from './finding.js';

/** Addresses of a broker that do not answer: clients skip them, but one day all may fail. */
export async function checkAddresses(name: string, config: Config): Promise<Finding[]> {
  const { setting, of } = driverOf(name).eachAddress ?? {};
  const each = of?.(config.drivers[name]) ?? [];
  if (each.length < 2) return [];
  const findings = await Promise.all(
    each.map(({ address, settings }) => {
      const alone = { ...config, drivers: { ...config.drivers, [name]: settings } };
      return checkAddress({ name, setting, address }, alone);
    }),
  );
  return findings.flat();
}

interface Address {
  readonly name: string;
  readonly setting: string | undefined;
  readonly address: string;
}

async function checkAddress({ name, setting, address }: Address, config: Config): Promise<Finding[]> {
  try {
    const broker = await openBroker(name, config);
    await broker.close();
    return [];
  } catch (error) {
    const fix = `start that broker, or take its address out of ${setting}; the others are used meanwhile`;
    return [warning(`${name} address`, `${address}: ${errorText(error)}`, fix)];
  }
}
