import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ClassifierModule } from './classifier/classifier.module.js';
import type { Config, Role } from './config/config.js';
import { ConfigModule } from './config/config.module.js';
import { ContractsModule } from './contracts/contracts.module.js';
import { DeadLettersApiModule } from './dead-letters/dead-letters-api.module.js';
import { DeadLettersModule } from './dead-letters/dead-letters.module.js';
import { DriftModule } from './drift/drift.module.js';
import { EventCodec } from './events/event.codec.js';
import { InferenceModule } from './inference/inference.module.js';
import { JobsModule } from './inference/jobs.module.js';
import { ProtocolErrorFilter } from './inference/protocol-errors.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { OperationsModule } from './operations/operations.module.js';
import { PicturesModule } from './pictures/pictures.module.js';
import { PublishingModule } from './publishing/publishing.module.js';
import { ResultsApiModule } from './results/results-api.module.js';
import { ResultsModule } from './results/results.module.js';
import { RolloutModule } from './rollout/rollout.module.js';
import { ShadowResultsModule } from './rollout/shadow-results.module.js';
import { SecurityModule } from './security/security.module.js';
import { TracingModule } from './tracing/tracing.module.js';
import { TransportModule } from './transport/transport.module.js';

/** What each role adds to a process: its handlers and its endpoints. */
const modulesOf: Record<Role, (roles: readonly Role[]) => NonNullable<DynamicModule['imports']>> = {
  api: (roles) => [
    PublishingModule,
    ResultsApiModule,
    DeadLettersApiModule,
    PicturesModule,
    JobsModule,
    DriftModule,
    ContractsModule,
    RolloutModule.forRoot(roles.includes('classifier') || roles.includes('inference')),
  ],
  classifier: () => [ClassifierModule],
  results: () => [ResultsModule, DeadLettersModule, ShadowResultsModule],
  inference: (roles) => [InferenceModule.forRoot(roles.includes('api'))],
};

@Module({})
export class AppModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(config),
        SecurityModule,
        TracingModule,
        MetricsModule,
        TransportModule.forRoot((broker) => new EventCodec(broker, config.model)),
        ...config.roles.flatMap((role) => modulesOf[role](config.roles)),
        // The last is the first to be told that the process ends.
        OperationsModule.forRoot(config.roles),
      ],
      providers: [{ provide: APP_FILTER, useClass: ProtocolErrorFilter }],
    };
  }
}
