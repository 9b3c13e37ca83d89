import { InvalidError } from '../../foundation/errors/app.error.js';
import { quoted } from '../../foundation/errors/quoted.js';
import type { SettingsOf } from '../../foundation/settings/driver-settings.js';
import type { Driver } from '../driver.js';
import { completed, type DriverDescription } from '../driver-description.js';
import { embedded } from './embedded/describe.js';
import { kafka } from './kafka/describe.js';
import { pubsub } from './pubsub/describe.js';

/** The drivers of this program, the default first. The only list of brokers in the program. */
const ownDrivers = [embedded, kafka, pubsub] as const;

export type OwnDrivers = typeof ownDrivers;
export type BrokerName = OwnDrivers[number]['name'];
/** The settings of each driver, by its name. */
export type BrokerSettings = SettingsOf<OwnDrivers>;

const byName = new Map<string, Driver>(ownDrivers.map((driver) => [driver.name, driver]));

/** Every driver: the program's own, then those of `registerDriver`. The first is the default. */
export const drivers = (): readonly Driver[] => [...byName.values()];

export const brokerNames = (): readonly string[] => [...byName.keys()];

/**
 * Adds a driver, which can then be opened by its name.
 *
 * @throws InvalidError `BAD_CONFIG` for an incomplete description, and for a name that another driver has.
 */
export function registerDriver(description: DriverDescription): void {
  const driver = completed(description);
  if (byName.has(driver.name)) {
    throw new InvalidError('BAD_CONFIG', `there is a driver ${quoted(driver.name)} already`);
  }
  byName.set(driver.name, driver);
}

/** @throws InvalidError `UNKNOWN_BROKER` that lists the known names. */
export function driverOf(name: string): Driver {
  const driver = byName.get(name);
  if (driver) return driver;
  const known = brokerNames();
  throw new InvalidError('UNKNOWN_BROKER', `there is no broker ${quoted(name)}; known: ${known.join(', ')}`, {
    details: { field: 'broker', value: name, allowed: known },
  });
}

/** Advice against an error of this broker. */
export function adviceOn(name: string, error: string): string {
  const { hints, usualHint } = driverOf(name);
  return hints.find(([pattern]) => pattern.test(error))?.[1] ?? usualHint;
}
