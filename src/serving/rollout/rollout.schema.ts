import { z } from 'zod';
import type { Body } from '../../foundation/contract/endpoint.js';
import { count, documentedAs, text } from '../../foundation/contract/fields.js';
import type { ModelStatisticsView } from '../classifier/model-statistics.js';
import { servingSchema } from '../decisions/serving.js';

/** A model’s serving decision, after a change. */
export type Decided = Body<typeof decided>;
export const decided = z.object({
  model: text,
  serving: servingSchema,
  revision: count.describe('The number of this decision'),
  applied: z
    .boolean()
    .describe(
      'Whether this process has done it already; otherwise it is written for those that have loaded the model',
    ),
  message: text,
});

const duty = z.enum(['serves', 'served before', 'canary', 'shadow']);
export type Duty = z.output<typeof duty>;

const versionView = z.object({
  version: text,
  state: z.enum(['loading', 'ready', 'failed', 'on disk']),
  reason: text.describe('Why it is not ready; empty when it is'),
  does: z.array(duty).describe('What it does for events that name no version'),
  accuracy: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe('Share of a test set that it labels right; absent when its card does not say'),
  backend: z
    .object({ name: text, reason: text })
    .optional()
    .describe('What runs it, and the rates that it was chosen by; where this process has loaded it'),
  statistics: documentedAs(z.custom<ModelStatisticsView>(), { type: 'object' })
    .optional()
    .describe('What it has done since it was loaded'),
  shadow: z
    .object({ answered: count, skipped: count, failed: count })
    .optional()
    .describe('What it has done as a shadow'),
});
export type ModelVersionView = Body<typeof versionView>;

export type ModelView = Body<typeof modelView>;
export const modelView = z.object({
  name: text,
  isDefault: z.boolean().describe('Whether it answers events that name no model'),
  serving: servingSchema.nullable(),
  revision: count.describe('The number of the newest decision; 0 before the first'),
  trouble: text
    .optional()
    .describe('Why the newest decision does not hold in this process; absent when it does'),
  versions: z.array(versionView).describe('The newest first'),
});
