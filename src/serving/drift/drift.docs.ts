import { applyDecorators } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { thresholds } from './drift.js';
import type { ModelDrift } from './drift.service.js';

const driftExample: ModelDrift = {
  model: 'fashion-mnist',
  last: 1000,
  thresholds,
  versions: [
    {
      version: '2',
      verdict: 'drifted',
      predictions: 1000,
      needed: 200,
      from: '2026-01-01T12:00:00.000Z',
      to: '2026-01-01T12:10:00.000Z',
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
      from: '2026-01-01T11:00:00.000Z',
      to: '2026-01-01T11:00:01.000Z',
      classes: null,
      confidence: null,
    },
  ],
};

export function DocumentDrift(): MethodDecorator {
  return applyDecorators(
    ApiTags('models'),
    ApiOperation({
      summary: 'Whether the answers of each version still look as they did when it was measured',
      description:
        'The mix of labels by the population stability index, the confidences by the Kolmogorov–Smirnov test, against the baseline in the card.',
    }),
    ApiQuery({
      name: 'last',
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: 10_000, default: 1_000 },
      description: 'How many of the last predictions of each version are looked at',
    }),
    ApiOkResponse({ schema: { example: driftExample } }),
    ApiNotFoundResponse({ description: 'There is no such model' }),
  );
}
