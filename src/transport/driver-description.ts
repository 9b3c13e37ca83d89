import { z } from 'zod';
import { InvalidError } from '../foundation/errors/app.error.js';
import type { Driver } from './driver.js';

/** The author's description of a driver; every other part of `Driver` has a default. */
export type DriverDescription<Settings = unknown> = Pick<
  Driver<Settings>,
  'name' | 'environment' | 'read' | 'open' | 'place' | 'secrets'
> &
  Partial<Driver<Settings>>;

const aFunction = z.custom((value) => typeof value === 'function', 'a function');
const aSchema = z.custom(
  (value) => typeof value === 'object' && value !== null && '_zod' in value,
  'a schema of zod 4',
);
const isSettingName = (name: string) => /^[A-Z][A-Z0-9_]*$/.test(name);
const required = z.object(
  {
    name: z
      .string('a name')
      .regex(/^[a-z][a-z0-9-]{1,30}$/, '2 to 31 lower-case letters, digits and -, a letter first'),
    environment: z
      .record(z.string(), aSchema, 'an object with a schema for each setting')
      .refine(
        (settings) => Object.keys(settings).every(isSettingName),
        'settings with names such as QUEUE_URL',
      ),
    read: aFunction,
    open: aFunction,
    place: aFunction,
    secrets: aFunction,
  },
  'an object that describes a driver',
);

/**
 * Completes a description with defaults. Messages and their AsyncAPI description default to Kafka's: CloudEvents in
 * headers with the prefix `ce_`.
 *
 * @throws InvalidError `BAD_CONFIG` that names the missing or wrong part.
 */
export function completed(description: DriverDescription): Driver {
  const { error } = required.safeParse(description);
  const [issue] = error?.issues ?? [];
  if (issue) {
    const part = issue.path.length === 0 ? 'a driver' : `a driver's ${issue.path.join('.')}`;
    throw new InvalidError('BAD_CONFIG', `${part} must be ${issue.message}`);
  }
  const { name, place } = description;
  const asyncApi: Driver['asyncApi'] = {
    encoding: 'kafka',
    servers: (settings) => ({ [name]: { host: name, protocol: name, description: place(settings) } }),
  };
  return {
    cloudEvents: { prefix: 'ce_', contentTypeHeaders: ['content-type'] },
    tracingSystem: name,
    addresses: () => [],
    asyncApi,
    hints: [],
    usualHint: `look whether the broker ${name} runs, and correct ${settingsOf(description)}`,
    ...description,
  };
}

function settingsOf({ environment }: DriverDescription): string {
  return Object.keys(environment).join(', ') || 'its settings';
}
