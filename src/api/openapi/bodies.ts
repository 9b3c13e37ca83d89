import { z } from 'zod';
import { predictionSchema } from '../../events/prediction.codec.js';

/** The bodies of answers. Times are ISO 8601, shares are 0 to 1. */
const text = z.string();
const maybe = text.nullable();
const count = z.int().nonnegative();
const share = z.number().min(0).max(1);
const time = z.iso.datetime();

export const links = z.object({ request: text, predictions: text, labels: text, page: text });
const published = z.object({ requestId: text, broker: text, accepted: count, links });
export const labels = z.object({
  requestId: text,
  complete: z.boolean().meta({ description: 'Every image has its outcome; a null is then a dead letter' }),
  labels: z.array(maybe),
});
export const pushed = z.union([published, labels.extend({ links })]);
const upload = published.extend({ files: z.array(text) });
const outcome = z.object({
  file: text,
  imageIndex: count.nullable(),
  state: text,
  label: maybe.optional(),
  confidence: share.nullable().optional(),
  reason: maybe.optional(),
});
const uploadOutcomes = upload.extend({ complete: z.boolean(), images: z.array(outcome) });
export const uploaded = z.union([uploadOutcomes, upload]);

export const brokers = z.array(
  z.object({
    name: text,
    enabled: z.boolean(),
    default: z.boolean(),
    state: z.enum(['idle', 'connected', 'disconnected', 'closed']).optional(),
    lastError: text.optional(),
  }),
);
export const dataset = z.object({
  name: text,
  description: text,
  sampled: z.boolean(),
  size: count,
  labels: z.array(text),
});

export const prediction = predictionSchema
  .omit({ picture: true, probabilities: true })
  .extend({ seq: count, decidedAt: time, traceId: text.optional() });
export const predictions = z.array(prediction);
export const labelled = z.object({
  imageId: text,
  state: text,
  predicted: maybe,
  trueLabel: maybe,
  right: z.boolean().nullable(),
  allowed: z.array(text).nullable(),
  history: z.array(
    z.object({
      label: z.union([text, count]),
      classIndex: count.nullable(),
      source: maybe,
      state: text,
      counts: z.boolean(),
      replaced: maybe,
      reason: maybe,
      givenAt: time,
      storedAt: time,
    }),
  ),
});

const verdict = z.enum(['working', 'complete', 'unconfirmed', 'interrupted']);
export const ledger = z.object({
  accepted: count,
  predicted: count,
  dead: count,
  inFlight: count,
  pending: count,
  repeats: count,
  known: count,
  right: count,
  missing: z.array(text).max(20),
  verdict,
});
export const request = ledger.extend({
  requestId: text,
  broker: maybe,
  startIdx: count.nullable(),
  endIdx: count.nullable(),
  createdAt: time.nullable(),
  requested: count,
  deaths: z.array(z.object({ imageId: text, code: text, reason: text })).max(20),
});
export const requests = z.array(
  z.object({
    requestId: text,
    broker: text,
    startIdx: count,
    endIdx: count,
    requested: count,
    uploaded: z.boolean(),
    confirmed: count.nullable(),
    createdAt: time,
  }),
);
export const outcomes = z.array(
  z.object({
    seq: count,
    imageId: text,
    requestId: text,
    state: z.enum(['pending', 'accepted', 'predicted', 'dead', 'replaying']),
    code: maybe,
    repeats: count,
  }),
);

const quantiles = z.object({ p50: z.number(), p99: z.number() });
const ofLabels = {
  known: count,
  right: count,
  classes: z.array(z.object({ label: text, predictions: count })),
  confusion: z.object({ labels: z.array(text), matrix: z.array(z.array(count)) }),
};
export const statistics = z.object({
  ...ofLabels,
  perSecond: z.array(count).optional().meta({ description: 'Not of a single request, like the two below' }),
  recent: z
    .object({
      predictions: count,
      known: count,
      right: count,
      totalMs: quantiles,
      brokerMs: quantiles,
      queueMs: quantiles,
      computeMs: quantiles,
      batchSizes: z.array(z.object({ size: count, predictions: count })),
    })
    .optional(),
  lag: z.array(z.object({ broker: text, topic: text, lag: count.nullable() })).optional(),
});

export const live = z.object({ status: z.literal('ok') });
const parts = z.record(text, z.looseObject({ status: z.enum(['up', 'down']), state: text }));
export const readiness = z.object({
  status: z.enum(['ok', 'error', 'shutting_down']),
  info: parts,
  error: parts,
  details: parts,
});
export const schemaList = z.array(text);
export const anyObject = z.looseObject({});
