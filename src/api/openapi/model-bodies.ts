import { z } from 'zod';

/** The bodies of answers about models. Times are ISO 8601, shares are 0 to 1. */
const text = z.string();
const maybe = text.nullable();
const count = z.int().nonnegative();
const share = z.number().min(0).max(1);
const time = z.iso.datetime();

const serving = z.looseObject({ version: text, previous: text.optional() });
export const decided = z.object({ model: text, serving, applied: z.boolean(), message: text });
export const model = z.object({
  name: text,
  isDefault: z.boolean(),
  serving: serving.nullable(),
  versions: z.array(
    z.looseObject({
      version: text,
      state: z.enum(['loading', 'ready', 'failed', 'on disk']),
      reason: text,
      does: z.array(z.enum(['serves', 'served before', 'canary', 'shadow'])),
      accuracy: share.optional(),
    }),
  ),
});
export const models = z.array(model);
const shift = z.object({ label: text, expected: share, seen: share, psi: z.number() });
export const drift = z.object({
  model: text,
  last: count,
  thresholds: z.looseObject({}),
  versions: z.array(
    z.object({
      version: text,
      verdict: z.enum(['stable', 'shifting', 'drifted', 'too few predictions', 'no baseline']),
      predictions: count,
      needed: count,
      from: maybe,
      to: maybe,
      classes: z.object({ psi: z.number(), labels: z.array(shift) }).nullable(),
      confidence: z
        .object({ statistic: share, pValue: share, expectedMedian: share, median: share })
        .nullable(),
    }),
  ),
});
const said = z.object({ label: text, confidence: share });
export const report = z.object({
  model: text,
  serving: serving.nullable(),
  since: time.nullable(),
  versions: z.array(
    z.object({
      version: text,
      images: count,
      share,
      known: count,
      accuracy: share.nullable(),
      meanConfidence: share,
      meanComputeMs: z.number().nullable(),
    }),
  ),
  shadow: z
    .object({
      version: text,
      images: count,
      agreed: count,
      agreement: share.nullable(),
      known: count,
      accuracy: z.object({ answered: share, shadow: share, difference: z.number() }).nullable(),
      disagreements: z.array(
        z.object({
          imageId: text,
          imageIndex: count.nullable(),
          trueLabel: maybe,
          answered: said.extend({ version: text }),
          shadow: said,
          at: time,
        }),
      ),
      next: maybe,
    })
    .nullable(),
});
