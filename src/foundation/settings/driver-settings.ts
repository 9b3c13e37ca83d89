import type { z } from 'zod';
import type { Topics } from './topics.js';

/** Facts about the service that a driver may need, beside its own settings. */
export interface ServiceSettings {
  /** `DATA_DIR`, as an absolute path. */
  readonly dataDir: string;
  readonly topics: Topics;
}

/** The default options of every driver. */
export const usualDriverOptions = {
  offsetReset: 'earliest',
  commit: 'after-work',
  connectTimeoutMs: 4_000,
  publishTimeoutMs: 4_000,
  maxMessageBytes: 1_000_000,
  stalledAfterMs: 60_000,
} as const;

/** A driver's part of the environment. Each driver describes itself; the configuration knows none of them by name. */
export interface DriverSettings<Settings = unknown> {
  /** The broker's name in `BROKERS` and in URLs. */
  readonly name: string;
  /** Its settings by their names in the environment. No two drivers may share a name. */
  readonly environment: z.ZodRawShape;
  /** Mistakes in the settings taken together: a line each, with the name, the value seen and what is allowed. */
  mistakes?(given: Readonly<Record<string, string | undefined>>): string[];
  /** Converts the values of `environment` to the driver's settings. */
  read(env: never, service: ServiceSettings): Settings;
}

/** The settings of each driver, by its name. */
export type SettingsOf<Drivers extends readonly DriverSettings[]> = {
  readonly [D in Drivers[number] as D['name']]: ReturnType<D['read']>;
};
