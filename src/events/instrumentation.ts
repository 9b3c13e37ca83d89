import type { BatchScope } from '../foundation/concurrency/batch.scope.js';
import type { Broker } from '../transport/broker.js';
import type { DeliveryHooks } from '../transport/delivery/delivery.hooks.js';

/** An Instrumentation. Without one, a process reports nothing. */
export const INSTRUMENTATION = Symbol('Instrumentation');

/** Reports the program's work, for metrics, traces and the log. */
export interface Instrumentation {
  /** Follow the messages of a broker. */
  hooksOf(broker: string): readonly DeliveryHooks[];
  /** Wraps the broker, to follow what it publishes. */
  around(broker: Broker): Broker;
  /** Counts the work of one version of a model, for as long as the process lives. */
  countsOf(model: string, version: string): ModelCounts;
  /** Surrounds the batches of one version of a model. */
  batchesOf(model: string, version: string): BatchScope | undefined;
  /** Surrounds the inserts into a table. */
  insertsInto(table: string): BatchScope | undefined;
}

export interface ModelCounts {
  /** One run of the model, also a failed one. */
  countBatch(batchSize: number, computeMs: number): void;
  countSuccess(times: ImageTimes): void;
  countFailure(totalMs: number): void;
}

/** The times of one image in a model, in milliseconds. */
export interface ImageTimes {
  /** From its arrival to its answer. */
  readonly totalMs: number;
  /** Waiting for a free model. */
  readonly queueMs: number;
  /** Decoding the picture and converting it to the model's size. */
  readonly preprocessMs: number;
}
