import { it } from 'vitest';
import { heldThrough } from './held/held-through.js';

it.each([
  [5, 'away'],
  [10, 'away'],
  [5, 'damaged'],
] as const)(
  'what waits outlives %i deaths of its process while the database is %s, and what was buried twice is stored',
  async (kills, fault) => {
    await heldThrough(kills, fault);
  },
  300_000,
);
