import type { z } from 'zod';
import type { Body } from '../../foundation/contract/endpoint.js';
import { count, text, time } from '../../foundation/contract/fields.js';
import { predictionEventExample as eventExample } from '../../events/event.examples.js';
import { predictionSchema } from '../../events/prediction.codec.js';

/** A stored prediction, as the endpoints answer it. */
export type StoredPrediction = Body<typeof storedPrediction>;
export const storedPrediction = predictionSchema.omit({ group: true, probabilities: true }).extend({
  seq: count.describe('Grows with every outcome: the cursor of the list'),
  decidedAt: time.describe('When it was stored'),
  traceId: text
    .optional()
    .describe('Where the image’s trace is found, in the terms of W3C Trace Context: 32 hexadecimal digits'),
});

const { trace: _trace, group: _group, ...event } = eventExample;
export const storedPredictionExample: z.input<typeof storedPrediction> = {
  ...event,
  labels: undefined,
  top: [...event.top],
  seq: 42,
  decidedAt: '2026-01-01T12:00:00.000Z',
};
