import { z } from 'zod';
import { wholeNumber } from '../errors/input.pipe.js';

const anyNumber = wholeNumber(0, Number.MAX_SAFE_INTEGER);

export const newestQuery = z.object({
  limit: wholeNumber(1, 1_000).default(100),
  before: anyNumber.optional(),
  after: anyNumber.optional(),
});

export const requestQuery = z.object({
  limit: wholeNumber(1, 10_000).default(1_000),
  after: anyNumber.optional(),
  wrong: z
    .enum(['true', 'false'], { error: 'true or false' })
    .transform((text) => text === 'true')
    .optional(),
});

export const waitQuery = z.object({ wait: wholeNumber(0, 300).default(0) });
