import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type ConfigWith, driverPlaces, readConfigWith } from './foundation/config/config.js';
import { environmentOf } from './foundation/config/environment.js';
import { errorText, InvalidError } from './foundation/errors/app.error.js';
import { drivers, type OwnDrivers, registerDriver } from './transport/drivers/index.js';
import type { DriverDescription } from './transport/driver-description.js';

/** The configuration of this program, with the settings of its drivers. */
export type ProgramConfig = ConfigWith<OwnDrivers>;

/** All settings of the environment, without those of drivers that `BROKER_DRIVERS` adds. */
export const environment = environmentOf(drivers());

/**
 * Reads the environment. Only here do the configuration and the drivers meet; neither knows the other.
 *
 * @throws InvalidError `BAD_CONFIG` that lists every mistake: the setting's name, the value seen, what is allowed.
 */
export const readConfig = (env?: NodeJS.ProcessEnv): ProgramConfig =>
  readConfigWith(drivers(), env) as ProgramConfig;

/**
 * Adds the drivers that `BROKER_DRIVERS` names: files, from the working folder, and packages. A program does this
 * once, before it reads its configuration. Only the environment can name a driver, since it is code.
 *
 * @throws InvalidError `BAD_CONFIG` for a file that cannot be loaded, or describes no driver.
 */
export async function loadDrivers(env?: NodeJS.ProcessEnv): Promise<void> {
  for (const place of driverPlaces(env)) {
    try {
      const description = await descriptionAt(place);
      refuseTakenSettings(description);
      registerDriver(description);
    } catch (error) {
      const text = `BROKER_DRIVERS: ${place} cannot be used: ${errorText(error)}`;
      throw new InvalidError('BAD_CONFIG', text, { cause: error });
    }
  }
}

async function descriptionAt(place: string): Promise<DriverDescription> {
  const isFile = /^[./]|\.[cm]?js$/.test(place);
  const module = (await import(isFile ? pathToFileURL(resolve(place)).href : place)) as {
    default: DriverDescription;
  };
  return module.default;
}

function refuseTakenSettings(description: DriverDescription | undefined): void {
  const { shape } = environmentOf(drivers());
  const taken = Object.keys(description?.environment ?? {}).filter((name) => name in shape);
  if (taken.length > 0) throw new Error(`there is a setting ${taken.join(', ')} already`);
}
