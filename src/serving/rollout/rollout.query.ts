import { z } from 'zod';
import { wholeNumber } from '../../foundation/contract/fields.js';
import { type Place, placeOf } from './report.js';

const version = z
  .union([z.string(), z.int()], 'a version: a whole number')
  .transform(String)
  .pipe(z.string().regex(/^\d{1,15}$/, 'a version: a whole number'));

const share = 'a percentage from 0.01 to 99.99';
const percent = z
  .union([z.string().regex(/^\d{1,2}(\.\d{1,2})?%?$/, share), z.number(share)], share)
  .transform((value) => (typeof value === 'string' ? Number.parseFloat(value) : value))
  .refine((value) => value >= 0.01 && value <= 99.99, share);

export const versionInput = z.object({ version });
export const canaryInput = z.object({ version, percent });

const cursor = 'what `next` of the page before says';

export const reportQuery = z.object({
  limit: wholeNumber(1, 1_000).default(100),
  before: z
    .string()
    .transform(placeOf)
    .refine((place): place is Place => place !== undefined, cursor)
    .optional(),
  since: z.iso.datetime('a time as 2026-01-31T12:00:00.000Z').optional(),
  shadow: version.optional(),
});

export type ReportQuery = z.output<typeof reportQuery>;
