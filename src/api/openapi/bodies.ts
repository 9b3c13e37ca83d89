import { z } from 'zod';

/** The bodies of answers. Times are ISO 8601, shares are 0 to 1. */
const text = z.string();
const maybe = text.nullable();
const count = z.int().nonnegative();
const share = z.number().min(0).max(1);

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
