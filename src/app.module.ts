import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ClassifierModule } from './serving/classifier/classifier.module.js';
import type { Config, Role } from './foundation/config/config.js';
import { ConfigModule } from './foundation/config/config.module.js';
import { ContractsModule } from './api/event-contracts/contracts.module.js';
import { DeadLettersApiModule } from './outcomes/dead-letters/dead-letters-api.module.js';
import { DeadLettersModule } from './outcomes/dead-letters/dead-letters.module.js';
import { DriftModule } from './serving/drift/drift.module.js';
import { EventCodec } from './events/event.codec.js';
import { OpenAnswersModule } from './foundation/answers/open-answers.module.js';
import { InferenceModule } from './api/inference/inference.module.js';
import { JobsModule } from './api/inference/jobs.module.js';
import { ProtocolErrorFilter } from './api/inference/protocol-errors.js';
import { InstrumentationModule } from './operations/instrumentation.module.js';
import { OperationsModule } from './operations/operations.module.js';
import { PicturesModule } from './api/pictures/pictures.module.js';
import { PublishingModule } from './api/publishing/publishing.module.js';
import { PushByLinkModule } from './api/publishing/push-by-link.module.js';
import { ResultsApiModule } from './outcomes/results/results-api.module.js';
import { ResultsModule } from './outcomes/results/results.module.js';
import { ModelLabelsModule } from './serving/models/model-labels.module.js';
import { DecisionsModule } from './serving/decisions/decisions.module.js';
import { RolloutModule } from './serving/rollout/rollout.module.js';
import { ShadowResultsModule } from './serving/rollout/shadow-results.module.js';
import { UnknownModule } from './api/unknown/unknown.module.js';
import { SecurityModule } from './api/security/security.module.js';
import { TransportModule } from './events/transport.module.js';

/** The handlers and endpoints that each role adds to a process. */
const modulesOf: Record<Role, (config: Config) => NonNullable<DynamicModule['imports']>> = {
  api: ({ roles, http }) => [
    PublishingModule,
    ...(http.getPush ? [PushByLinkModule] : []),
    ResultsApiModule,
    DeadLettersApiModule,
    UnknownModule,
    PicturesModule,
    JobsModule,
    DriftModule,
    ContractsModule,
    RolloutModule.forRoot(roles.includes('classifier') || roles.includes('inference')),
  ],
  classifier: (config) => [ClassifierModule.forRoot(config)],
  results: () => [ResultsModule, DeadLettersModule, ShadowResultsModule],
  inference: ({ roles }) => [InferenceModule.forRoot(roles.includes('api'))],
};

@Module({})
export class AppModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(config),
        SecurityModule,
        OpenAnswersModule,
        InstrumentationModule,
        ModelLabelsModule,
        TransportModule.forRoot(
          config,
          (broker) => new EventCodec(broker, { limits: config.model, ...config.transport }),
        ),
        DecisionsModule.forRoot(config),
        ...config.roles.flatMap((role) => modulesOf[role](config)),
        // The last module gets the shutdown hooks first.
        OperationsModule.forRoot(config.roles),
      ],
      providers: [{ provide: APP_FILTER, useClass: ProtocolErrorFilter }],
    };
  }
}
