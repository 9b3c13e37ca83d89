import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { DriverDescription } from '../driver-description.js';
import { registerDriver } from './index.js';

const description = {
  name: 'queue',
  environment: { QUEUE_URL: z.string().optional() },
  read: () => ({}),
  open: () => Promise.reject(new Error('never opened')),
  place: () => 'nowhere',
  secrets: () => [],
} satisfies DriverDescription;

describe('A driver that is added', () => {
  it.each([
    ['no object', undefined, 'a driver must be an object that describes a driver'],
    [
      'a name that no URL holds',
      { ...description, name: 'My Queue' },
      "a driver's name must be 2 to 31 lower-case",
    ],
    ['no name', { ...description, name: undefined }, "a driver's name must be a name"],
    ['no open', { ...description, open: undefined }, "a driver's open must be a function"],
    ['no secrets', { ...description, secrets: [] }, "a driver's secrets must be a function"],
    ['no settings', { ...description, environment: 7 }, "a driver's environment must be an object"],
    [
      'a setting in lower case',
      { ...description, environment: { url: z.string() } },
      "a driver's environment must be settings with names such as QUEUE_URL",
    ],
    [
      'a setting without a schema',
      { ...description, environment: { QUEUE_URL: 'text' } },
      "a driver's environment.QUEUE_URL must be a schema of zod 4",
    ],
    ['the name of another', { ...description, name: 'kafka' }, 'there is a driver "kafka" already'],
  ])('is refused with %s', (_what, wrong, message) => {
    expect(() => registerDriver(wrong as DriverDescription)).toThrow(
      expect.objectContaining({ code: 'BAD_CONFIG', message: expect.stringContaining(message) }),
    );
  });
});
