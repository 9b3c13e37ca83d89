import { z } from 'zod';
import { databaseDown, endpoint } from '../../foundation/contract/endpoint.js';
import { wholeNumber } from '../../foundation/contract/fields.js';
import { thresholds } from './drift.js';
import { type ModelDrift, modelDrift, usualLast } from './drift.schema.js';

const times = { from: '2026-01-01T12:00:00.000Z', to: '2026-01-01T12:10:00.000Z' };
const example: ModelDrift = {
  model: 'fashion-mnist',
  last: 1000,
  thresholds,
  versions: [
    {
      version: '2',
      verdict: 'drifted',
      predictions: 1000,
      needed: 200,
      ...times,
      classes: {
        psi: 0.31,
        labels: [
          { label: 'Bag', expected: 0.1, seen: 0.27, psi: 0.169 },
          { label: 'Coat', expected: 0.1055, seen: 0.02, psi: 0.141 },
        ],
      },
      confidence: { statistic: 0.11, pValue: 0.0000001, expectedMedian: 0.9557, median: 0.9314 },
    },
    {
      version: '1',
      verdict: 'no baseline',
      predictions: 12,
      needed: 200,
      ...times,
      classes: null,
      confidence: null,
    },
  ],
};

export const getModelDrift = endpoint({
  name: 'getModelDrift',
  summary: 'Whether the answers of each version still look as they did when it was measured',
  description:
    'The mix of labels by the population stability index, the confidences by the Kolmogorov–Smirnov test, against the baseline in the card.',
  params: z.object({ name: z.string() }),
  query: z.strictObject({
    last: wholeNumber(1, 10_000)
      .describe('How many of the last predictions of each version are looked at')
      .default(usualLast),
  }),
  answers: { 200: modelDrift.meta({ examples: [example] }) },
  failures: ['UNKNOWN_MODEL', databaseDown],
  failureDescriptions: { 404: 'There is no such model' },
});
