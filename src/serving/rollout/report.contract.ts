import { z } from 'zod';
import { databaseDown, endpoint } from '../../foundation/contract/endpoint.js';
import { anyTime, documentedAs, wholeNumber } from '../../foundation/contract/fields.js';
import { type Place, placeOf, placePattern } from './report.js';
import { type RolloutReport, report } from './report.schema.js';
import { canary, serving, version } from './rollout.contract.js';

const example: RolloutReport = {
  model: 'fashion-mnist',
  serving,
  since: canary.since,
  versions: [
    {
      version: '3',
      images: 98,
      share: 0.098,
      known: 98,
      accuracy: 0.939,
      meanConfidence: 0.91,
      meanComputeMs: 4.2,
    },
    {
      version: '2',
      images: 902,
      share: 0.902,
      known: 902,
      accuracy: 0.92,
      meanConfidence: 0.9,
      meanComputeMs: 4.1,
    },
  ],
  shadow: {
    version: '4',
    images: 1000,
    agreed: 999,
    agreement: 0.999,
    known: 1000,
    accuracy: { answered: 0.92, shadow: 0.921, difference: 0.001 },
    disagreements: [
      {
        imageId: '0b8f6f0e-6b5c-4f5e-9d0e-3f6a2c1d7e90/17',
        imageIndex: 17,
        trueLabel: 'Coat',
        answered: { version: '2', label: 'Pullover', confidence: 0.51 },
        shadow: { label: 'Coat', confidence: 0.62 },
        at: '2026-01-01T12:00:01.000Z',
      },
    ],
    next: null,
  },
};

const place = z
  .string()
  .transform(placeOf)
  .refine((read): read is Place => read !== undefined, 'what `next` of the page before says');

const query = z.object({
  limit: wholeNumber(1, 1_000).default(100),
  before: documentedAs(place, { type: 'string', pattern: placePattern.source })
    .describe('`next` of the page before')
    .optional(),
  since: anyTime.describe('ISO 8601; by default since the canary began').optional(),
  shadow: version.describe('A version; by default the last one').optional(),
});
export type ReportQuery = z.output<typeof query>;

export const getModelReport = endpoint({
  name: 'getModelReport',
  summary: 'How the versions have done, and what the shadow said otherwise',
  params: z.object({ name: z.string() }),
  query,
  answers: { 200: report.meta({ examples: [example] }) },
  failures: ['UNKNOWN_MODEL', databaseDown],
});
