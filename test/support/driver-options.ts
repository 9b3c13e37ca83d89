import { usualDriverOptions } from '../../src/foundation/settings/driver-settings.js';

/** The usual options of a driver, with time for a busy machine. */
export const patientDriverOptions = {
  ...usualDriverOptions,
  connectTimeoutMs: 10_000,
  publishTimeoutMs: 10_000,
} as const;
