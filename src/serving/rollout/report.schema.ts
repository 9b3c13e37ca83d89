import { z } from 'zod';
import type { Body } from '../../foundation/contract/endpoint.js';
import { count, described, maybeText, share, text, time } from '../../foundation/contract/fields.js';
import { servingSchema } from '../models/serving.js';

const versionResult = z.object({
  version: text,
  images: count,
  share: described(share, 'Of all images that the model has answered'),
  known: described(count, 'Images whose true label is known'),
  accuracy: described(share.nullable(), 'The share of them that is labelled right'),
  meanConfidence: share,
  meanComputeMs: described(z.number().nullable(), 'Of the batches that its images were in'),
});
/** How one version has done. Shares are 0 to 1, and null where nothing was counted. */
export type VersionResult = Body<typeof versionResult>;

const said = z.object({ label: text, confidence: share });
const disagreement = z.object({
  imageId: text,
  imageIndex: count.nullable(),
  trueLabel: maybeText,
  answered: said.extend({ version: text }),
  shadow: said,
  at: described(time, 'When the shadow’s prediction was stored'),
});
export type Disagreement = Body<typeof disagreement>;

const shadowResult = z.object({
  version: text,
  images: described(count, 'Images that both have predicted'),
  agreed: count,
  agreement: share.nullable(),
  known: count,
  accuracy: described(
    z.object({ answered: share, shadow: share, difference: z.number() }).nullable(),
    'Of the images whose true label is known; `difference` is above 0 where the shadow is better',
  ),
  disagreements: described(z.array(disagreement), 'Newest first'),
  next: described(maybeText, 'The cursor to the next page of them; null at the end'),
});
/** What a version said in the shadow, held against what was answered. */
export type ShadowResult = Body<typeof shadowResult>;

export const report = z.object({
  model: text,
  serving: servingSchema.nullable(),
  since: described(
    time.nullable(),
    'Only outcomes from then on are counted for the versions; null: all that are stored',
  ),
  versions: z.array(versionResult),
  shadow: described(shadowResult.nullable(), 'Null when no version has predicted in a shadow'),
});
export type Report = Body<typeof report>;
