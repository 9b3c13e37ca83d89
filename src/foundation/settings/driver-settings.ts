import type { z } from 'zod';
import type { Topics } from './topics.js';

/** What a driver may need to know of the service beside its own settings. */
export interface ServiceSettings {
  /** `DATA_DIR`, as an absolute path. */
  readonly dataDir: string;
  readonly topics: Topics;
}

/** The defaults of what every driver is opened with. */
export const usualDriverOptions = {
  offsetReset: 'earliest',
  commit: 'after-work',
  connectTimeoutMs: 4_000,
  publishTimeoutMs: 4_000,
} as const;

/** A driver's part of the environment. Each driver describes itself; the configuration knows none of them by name. */
export interface DriverSettings<Settings = unknown> {
  /** As `BROKERS` and URLs name the broker. */
  readonly name: string;
  /** Its settings by their names in the environment. No two drivers may have the same. */
  readonly environment: z.ZodRawShape;
  /** What is wrong with the settings taken together: a line each, with the name, the value seen and what is allowed. */
  mistakes?(given: Readonly<Record<string, string | undefined>>): string[];
  /** The settings that the driver is opened with, of what `environment` has read. */
  read(env: never, service: ServiceSettings): Settings;
}

/** The settings of each driver, by its name. */
export type SettingsOf<Drivers extends readonly DriverSettings[]> = {
  readonly [D in Drivers[number] as D['name']]: ReturnType<D['read']>;
};
