import { type DynamicModule, Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { ServedModelsModule } from '../serving/classifier/served-models.module.js';
import type { Role } from '../foundation/config/config.js';
import { DatabaseModule } from '../outcomes/database/database.module.js';
import { DriftModule } from '../serving/drift/drift.module.js';
import { LedgerModule } from '../outcomes/ledger/ledger.module.js';
import { LagReader } from '../events/lag.reader.js';
import { BrokerReadiness } from './health/broker-readiness.js';
import { BrokerMetrics } from './metrics/broker.metrics.js';
import { DatabaseMetrics } from './metrics/database.metrics.js';
import { DriftMetrics } from './metrics/drift.metrics.js';
import { HealthController } from './health/health.controller.js';
import { HttpDrain } from './health/http-drain.js';
import { LedgerMetrics } from './metrics/ledger.metrics.js';
import { LoadMetrics } from './metrics/load.metrics.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { ModelStateMetrics } from './metrics/model-state.metrics.js';
import { ReadinessService } from './health/readiness.service.js';
import { ServingReadiness } from './health/serving-readiness.js';
import { StorageMetrics } from './metrics/storage.metrics.js';
import { StorageModule } from '../storage/storage.module.js';

/** Endpoints for operators, in every role. */
@Module({})
export class OperationsModule {
  /** @param roles decide which parts the process has, and so which of them readiness needs. */
  static forRoot(roles: readonly Role[]): DynamicModule {
    const has = (...some: readonly Role[]) => some.some((role) => roles.includes(role));
    const fetches = has('classifier');
    const serves = has('classifier', 'inference');
    const stores = has('api', 'results');
    const answers = has('api');
    return {
      module: OperationsModule,
      imports: [
        // Terminus would log every probe that is answered 503; the parts themselves have already logged their errors.
        TerminusModule.forRoot({ logger: false }),
        ...(serves ? [ServedModelsModule] : []),
        ...(fetches ? [StorageModule] : []),
        ...(stores ? [DatabaseModule] : []),
        ...(answers ? [LedgerModule, DriftModule] : []),
      ],
      controllers: [HealthController, MetricsController],
      providers: [
        HttpDrain,
        ReadinessService,
        ServingReadiness,
        BrokerReadiness,
        LagReader,
        BrokerMetrics,
        LoadMetrics,
        ...(serves ? [ModelStateMetrics] : []),
        ...(fetches ? [StorageMetrics] : []),
        ...(stores ? [DatabaseMetrics] : []),
        ...(answers ? [LedgerMetrics, DriftMetrics] : []),
      ],
    };
  }
}
