import { z } from 'zod';

/** The bodies of the Open Inference Protocol. */
const text = z.string();
const count = z.int().nonnegative();
const tensor = z.object({
  name: text,
  datatype: text,
  shape: z.array(z.int()).meta({ description: '-1 is a side of any length' }),
});

export const server = z.object({ name: text, version: text, extensions: z.array(text) });
export const live = z.object({ live: z.boolean() });
export const ready = z.object({ live: z.boolean(), ready: z.boolean() });
export const modelReady = z.object({ name: text, ready: z.boolean() });
export const modelMetadata = z.object({
  name: text,
  versions: z.array(text),
  platform: text,
  inputs: z.array(tensor),
  outputs: z.array(tensor),
});

const duration = z.object({ count, ns: count });
const compute = { compute_input: duration, compute_infer: duration, compute_output: duration };
export const statistics = z.object({
  model_stats: z.array(
    z.object({
      name: text,
      version: text,
      last_inference: count.meta({ description: 'Milliseconds since 1970; 0: none yet' }),
      inference_count: count,
      execution_count: count,
      inference_stats: z.object({ success: duration, fail: duration, queue: duration, ...compute }),
      batch_stats: z.array(z.object({ batch_size: count, ...compute })),
    }),
  ),
});
export const repository = z.array(
  z.object({ name: text, version: text, state: z.enum(['READY', 'LOADING', 'UNAVAILABLE']), reason: text }),
);
const jobLinks = z.object({ status: text, result: text, events: text });
export const job = z.object({ id: text, links: jobLinks });
export const jobStatus = job.extend({
  state: z.enum(['working', 'complete', 'unconfirmed', 'interrupted']),
  requested: count,
  predicted: count,
  dead: count,
});
export const nothing = z.object({});
