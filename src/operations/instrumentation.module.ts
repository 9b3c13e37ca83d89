import { Global, Module } from '@nestjs/common';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { INSTRUMENTATION, type Instrumentation } from '../events/instrumentation.js';
import type { Config } from '../foundation/config/config.js';
import { CONFIG } from '../foundation/config/config.module.js';
import { namedMessages } from './logging/named-messages.js';
import { deliveryMetrics } from './metrics/delivery.metrics.js';
import { modelMetrics } from './metrics/model.metrics.js';
import type { Tracing } from './tracing/tracing.js';

/** The Tracing of this application; undefined without traces. */
export const TRACING = Symbol('Tracing');

/**
 * Counts the work, names it in the log, and traces it where OpenTelemetry's variables ask for traces. The registry
 * belongs to the application: several may run in one process.
 */
@Global()
@Module({
  providers: [
    { provide: Registry, useFactory: openRegistry },
    { provide: TRACING, inject: [CONFIG], useFactory: openTracing },
    {
      provide: INSTRUMENTATION,
      inject: [Registry, CONFIG, { token: TRACING, optional: true }],
      useFactory: instrumentationOf,
    },
  ],
  exports: [Registry, TRACING, INSTRUMENTATION],
})
export class InstrumentationModule {}

function instrumentationOf(registry: Registry, { transport }: Config, tracing?: Tracing): Instrumentation {
  const metricsOf = deliveryMetrics(registry);
  return {
    hooksOf: (broker) => {
      const naming = { broker, keysAreUnique: transport.keysAreUnique };
      return [tracing?.ofMessages(naming) ?? namedMessages(naming), metricsOf(broker)];
    },
    around: (broker) => tracing?.ofPublishing(broker) ?? broker,
    countsOf: modelMetrics(registry),
    batchesOf: (model, version) => tracing?.ofModel(model, version),
    insertsInto: (table) => tracing?.ofInserts(table),
  };
}

/** With prom-client's metrics of the process: CPU time, memory, garbage collection, the event loop's delay. */
function openRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}

/** Without traces, OpenTelemetry's SDK is not loaded. */
async function openTracing(config: Config): Promise<Tracing | undefined> {
  if (!config.tracing) return undefined;
  const { Tracing: Opened } = await import('./tracing/tracing.js');
  return Opened.open(config.tracing, config);
}
