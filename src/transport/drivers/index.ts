import { InvalidError } from '../../foundation/errors/app.error.js';
import { quoted } from '../../foundation/errors/quoted.js';
import type { SettingsOf } from '../../foundation/settings/driver-settings.js';
import type { Driver } from '../driver.js';
import { embedded } from './embedded/describe.js';
import { kafka } from './kafka/describe.js';
import { pubsub } from './pubsub/describe.js';

/** Every driver; the first is the default. The only list of brokers in the program. */
export const drivers = [embedded, kafka, pubsub] as const;

export type BrokerName = (typeof drivers)[number]['name'];
/** What each driver needs to know of its broker, by its name. */
export type BrokerSettings = SettingsOf<typeof drivers>;

const byName: ReadonlyMap<string, Driver> = new Map<string, Driver>(
  drivers.map((driver) => [driver.name, driver]),
);
export const brokerNames: readonly string[] = [...byName.keys()];

/** @throws InvalidError `UNKNOWN_BROKER` that lists the known names. */
export function driverOf(name: string): Driver {
  const driver = byName.get(name);
  if (driver) return driver;
  const text = `there is no broker ${quoted(name)}; known: ${brokerNames.join(', ')}`;
  throw new InvalidError('UNKNOWN_BROKER', text);
}

/** What helps against an error of this broker. */
export function adviceOn(name: string, error: string): string {
  const { hints, usualHint } = driverOf(name);
  return hints.find(([pattern]) => pattern.test(error))?.[1] ?? usualHint;
}
