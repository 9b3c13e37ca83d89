import { z } from 'zod';
import { wholeNumber } from '../../foundation/contract/fields.js';
import { filterQuery, yesOrNo } from './prediction-filter.js';

const anyNumber = wholeNumber(0, Number.MAX_SAFE_INTEGER);

/** A misspelt filter would answer everything, so fields that nobody knows are refused. */
export const newestQuery = z.strictObject({
  limit: wholeNumber(1, 1_000).default(100),
  before: anyNumber.optional(),
  after: anyNumber.optional(),
  ...filterQuery,
});

export const exportQuery = z.strictObject(filterQuery);

export const streamQuery = z.strictObject({ after: anyNumber.optional(), ...filterQuery });

export const requestsQuery = z.strictObject({
  limit: wholeNumber(1, 1_000).default(50),
  before: z
    .string('the id of a request')
    .min(1, 'the id of a request')
    .max(512, 'the id of a request')
    .optional(),
});

export const statisticsQuery = z.strictObject({ request: filterQuery.request });

export const requestQuery = z.object({
  limit: wholeNumber(1, 10_000).default(1_000),
  after: anyNumber.optional(),
  wrong: yesOrNo.optional(),
});

export const waitQuery = z.object({ wait: wholeNumber(0, 300).default(0) });

export const lastEventHeader = z.object({ 'Last-Event-ID': anyNumber });
