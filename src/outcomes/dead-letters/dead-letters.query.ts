import { z } from 'zod';
import { wholeNumber } from '../../foundation/contract/fields.js';

const anyNumber = wholeNumber(0, Number.MAX_SAFE_INTEGER);
const someText = z.string('text').min(1, 'not empty').max(512, 'at most 512 characters');

const filter = { topic: someText.optional(), code: someText.optional(), request: someText.optional() };

export const idParameter = wholeNumber(0, Number.MAX_SAFE_INTEGER);

export const pageQuery = z.object({
  ...filter,
  limit: wholeNumber(1, 1_000).default(100),
  before: anyNumber.optional(),
});

/** A typing mistake in a filter would replay everything, so unknown fields are refused. */
export const replayInput = z.strictObject({
  ...filter,
  dryRun: z
    .union([z.boolean(), z.enum(['true', 'false'])], 'true or false')
    .transform((value) => String(value) === 'true')
    .default(false),
  limit: wholeNumber(1, 10_000).default(1_000),
});
