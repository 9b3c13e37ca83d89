import { type ConfigWith, readConfig as readWith } from './foundation/config/config.js';
import { environmentOf } from './foundation/config/environment.js';
import { drivers } from './transport/drivers/index.js';

/** The configuration of this program, with the settings of its drivers. */
export type Config = ConfigWith<typeof drivers>;

/**
 * Reads the environment. Here alone the configuration and the drivers meet, which know nothing of each other.
 *
 * @throws InvalidError `BAD_CONFIG` that lists every mistake: the setting's name, the value seen, what is allowed.
 */
export const readConfig = (env?: NodeJS.ProcessEnv): Config => readWith(drivers, env);

/** All settings of the environment. */
export const environment = environmentOf(drivers);
