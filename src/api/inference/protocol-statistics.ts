import type { Duration, ModelStatisticsView } from '../../serving/classifier/model-statistics.js';
import type { ServedModel } from '../../serving/classifier/served-model.js';

interface ProtocolDuration {
  readonly count: number;
  /** Nanoseconds. */
  readonly ns: number;
}

export interface ProtocolStatistics {
  readonly name: string;
  readonly version: string;
  /** Milliseconds since 1970; 0 when there was none. */
  readonly last_inference: number;
  readonly inference_count: number;
  readonly execution_count: number;
  readonly inference_stats: Readonly<
    Record<
      'success' | 'fail' | 'queue' | 'compute_input' | 'compute_infer' | 'compute_output',
      ProtocolDuration
    >
  >;
  readonly batch_stats: readonly {
    readonly batch_size: number;
    readonly compute_input: ProtocolDuration;
    readonly compute_infer: ProtocolDuration;
    readonly compute_output: ProtocolDuration;
  }[];
}

/** Pictures are decoded one by one before they wait for a batch, and writing an answer is not measured. */
const nothing: ProtocolDuration = { count: 0, ns: 0 };

const inNs = ({ count, totalMs }: Duration): ProtocolDuration => ({ count, ns: Math.round(totalMs * 1e6) });

/** What a model's version has done since it was loaded, in the names of the statistics extension. */
export function statisticsOf({ card, statistics }: ServedModel): ProtocolStatistics {
  const view: ModelStatisticsView = statistics.view();
  return {
    name: card.name,
    version: card.version,
    last_inference: view.lastInferenceAt === undefined ? 0 : Date.parse(view.lastInferenceAt),
    inference_count: view.inferenceCount,
    execution_count: view.executionCount,
    inference_stats: {
      success: inNs(view.success),
      fail: inNs(view.failure),
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
