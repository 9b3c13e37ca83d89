import { Global, Module } from '@nestjs/common';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { MODEL_COUNTS_OF } from '../../serving/classifier/model-counts.js';
import { OBSERVER_OF } from '../../events/transport.module.js';
import { deliveryMetrics } from './delivery.metrics.js';
import { modelMetrics } from './model.metrics.js';

/** What is counted while the work is done. A registry for each application: several may run in one process. */
@Global()
@Module({
  providers: [
    { provide: Registry, useFactory: openRegistry },
    { provide: OBSERVER_OF, inject: [Registry], useFactory: deliveryMetrics },
    { provide: MODEL_COUNTS_OF, inject: [Registry], useFactory: modelMetrics },
  ],
  exports: [Registry, OBSERVER_OF, MODEL_COUNTS_OF],
})
export class MetricsModule {}

/** With what prom-client tells of the process: CPU time, memory, garbage collection, the event loop's delay. */
function openRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}
