import { z } from 'zod';
import type { Body } from '../../foundation/contract/endpoint.js';
import { count, text } from '../../foundation/contract/fields.js';
import type { Duration, ModelStatisticsView } from '../../serving/classifier/model-statistics.js';
import type { ServedModel } from '../../serving/classifier/served-model.js';

const duration = z.object({ count, ns: count });
const ofRequests = duration.describe('Of requests, whatever their number of images');
const compute = { compute_input: duration, compute_infer: duration, compute_output: duration };

/** The statistics of one version, in the form of the protocol’s statistics extension. */
export const protocolStatistics = z.object({
  name: text,
  version: text,
  last_inference: count.describe('Milliseconds since 1970; 0: none yet'),
  inference_count: count.describe('Images'),
  execution_count: count.describe('Batches'),
  inference_stats: z.object({ success: ofRequests, fail: ofRequests, queue: duration, ...compute }),
  batch_stats: z.array(z.object({ batch_size: count, ...compute })),
});
export type ProtocolStatistics = Body<typeof protocolStatistics>;
type ProtocolDuration = Body<typeof duration>;

/** Pictures are decoded one by one before they wait for a batch; writing an answer is not measured. */
const nothing: ProtocolDuration = { count: 0, ns: 0 };

const some: ProtocolDuration = { count: 96, ns: 412_000_000 };
const computed = { compute_input: nothing, compute_infer: some, compute_output: nothing };
export const statisticsExample: ProtocolStatistics = {
  name: 'fashion-mnist',
  version: '2',
  last_inference: 1_767_268_800_000,
  inference_count: 96,
  execution_count: 3,
  inference_stats: { success: some, fail: nothing, queue: some, ...computed },
  batch_stats: [{ batch_size: 32, ...computed }],
};

const inNs = (duration: Duration): ProtocolDuration => ({
  count: duration.count,
  ns: Math.round(duration.totalMs * 1e6),
});

/** The statistics of a model's version since it was loaded, under the names of the statistics extension. */
export function statisticsOf({ card, statistics }: ServedModel): ProtocolStatistics {
  const view: ModelStatisticsView = statistics.view();
  return {
    name: card.name,
    version: card.version,
    last_inference: view.lastInferenceAt === undefined ? 0 : Date.parse(view.lastInferenceAt),
    inference_count: view.inferenceCount,
    execution_count: view.executionCount,
    inference_stats: {
      success: inNs(view.requests.success),
      fail: inNs(view.requests.failure),
      queue: inNs(view.queue),
      compute_input: inNs(view.preprocess),
      compute_infer: inNs(view.compute),
      compute_output: nothing,
    },
    batch_stats: view.batches.map(({ batchSize, compute }) => ({
      batch_size: batchSize,
      compute_input: nothing,
      compute_infer: inNs(compute),
      compute_output: nothing,
    })),
  };
}
