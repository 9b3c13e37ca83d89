import { it } from 'vitest';
import { heldThrough } from './held/held-through.js';

it.each([5, 10])(
  'what waits for the database outlives %i deaths of its process, and what was buried twice is stored',
  async (kills) => {
    await heldThrough(kills);
  },
  300_000,
);
