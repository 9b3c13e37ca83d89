import { z } from 'zod';
import type { Body } from '../../foundation/contract/endpoint.js';
import { count, maybeText, share, text, time } from '../../foundation/contract/fields.js';
import { servingSchema } from '../decisions/serving.js';

const versionResult = z.object({
  version: text,
  images: count,
  share: share.describe('Of all images that the model has answered'),
  known: count.describe('Images whose true label is known'),
  accuracy: share.nullable().describe('The share of them that is labelled right'),
  meanConfidence: share,
  meanComputeMs: z.number().nullable().describe('Of the batches that its images were in'),
});
/** The results of one version. Shares are 0 to 1, and null without any cases. */
export type VersionResult = Body<typeof versionResult>;

const said = z.object({ label: text, confidence: share });
const disagreement = z.object({
  imageId: text,
  imageIndex: count.nullable(),
  trueLabel: maybeText,
  answered: said.extend({ version: text }),
  shadow: said,
  at: time.describe('When the shadow’s prediction was stored'),
});
export type Disagreement = Body<typeof disagreement>;

const shadowResult = z.object({
  version: text,
  images: count.describe('Images that both have predicted'),
  agreed: count,
  agreement: share.nullable(),
  known: count,
  accuracy: z
    .object({ answered: share, shadow: share, difference: z.number() })
    .nullable()
    .describe('Of the images whose true label is known; `difference` is above 0 where the shadow is better'),
  disagreements: z.array(disagreement).describe('Newest first'),
  next: maybeText.describe('The cursor to the next page of them; null at the end'),
});
/** A shadow's predictions compared with the answers. */
export type ShadowResult = Body<typeof shadowResult>;

export const report = z.object({
  model: text,
  serving: servingSchema.nullable(),
  since: time
    .nullable()
    .describe('Only outcomes from then on are counted for the versions; null: all that are stored'),
  versions: z.array(versionResult),
  shadow: shadowResult.nullable().describe('Null when no version has predicted in a shadow'),
});
export type RolloutReport = Body<typeof report>;
