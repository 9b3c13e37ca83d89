import { z } from 'zod';
import { resolve } from 'node:path';
import type { Broker, DriverOptions } from '../broker.js';
import { usualDriverOptions } from '../../foundation/settings/driver-settings.js';
import { topicEnvironment, topicsOf } from '../../foundation/settings/topics.js';
import { driverOf } from '../drivers/index.js';

const usualService = { dataDir: resolve('data'), topics: topicsOf(z.object(topicEnvironment).parse({})) };

/**
 * Opens a broker's driver, not connected yet. Missing settings have the defaults of `.env.example`. Does not read the
 * environment.
 *
 * @throws InvalidError `UNKNOWN_BROKER` that lists the known names.
 */
export async function openDriver(
  name: string,
  settings: object = {},
  given: Partial<DriverOptions> = {},
): Promise<Broker> {
  const driver = driverOf(name);
  const defaults = driver.read(z.object(driver.environment).parse({}) as never, usualService) as object;
  const names = Object.keys(usualDriverOptions) as (keyof DriverOptions)[];
  const known = names.filter((option) => given[option] !== undefined);
  const options = Object.fromEntries(known.map((option) => [option, given[option]]));
  return driver.open({ ...defaults, ...settings }, { ...usualDriverOptions, ...options });
}
