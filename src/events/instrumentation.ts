import type { BatchScope } from '../foundation/concurrency/batch.scope.js';
import type { Broker } from '../transport/broker.js';
import type { DeliveryHooks } from '../transport/delivery/delivery.hooks.js';

/** An Instrumentation. A process without one reports nothing. */
export const INSTRUMENTATION = Symbol('Instrumentation');

/** What the program reports about its work, for metrics, traces and the log. */
export interface Instrumentation {
  /** Follow the messages of a broker. */
  hooksOf(broker: string): readonly DeliveryHooks[];
  /** The broker, with what follows its publishing around it. */
  around(broker: Broker): Broker;
  /** Counts what one version of a model does, for as long as the process lives. */
  countsOf(model: string, version: string): ModelCounts;
  /** Surrounds the batches of one version of a model. */
  batchesOf(model: string, version: string): BatchScope | undefined;
  /** Surrounds the inserts into a table. */
  insertsInto(table: string): BatchScope | undefined;
}

export interface ModelCounts {
  /** One run of the model, whether or not it went well. */
  countBatch(batchSize: number, computeMs: number): void;
  countSuccess(times: ImageTimes): void;
  countFailure(totalMs: number): void;
}

/** How long the parts of one image's way through a model took. */
export interface ImageTimes {
  /** From its arrival to its answer. */
  readonly totalMs: number;
  /** Waiting for the model to be free. */
  readonly queueMs: number;
  /** Decoding the picture and bringing it to the model's size. */
  readonly preprocessMs: number;
}
