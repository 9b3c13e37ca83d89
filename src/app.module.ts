import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ClassifierModule } from './classifier/classifier.module.js';
import type { Config, Role } from './config/config.js';
import { ConfigModule } from './config/config.module.js';
import { DeadLettersApiModule } from './dead-letters/dead-letters-api.module.js';
import { DeadLettersModule } from './dead-letters/dead-letters.module.js';
import { ErrorFilter } from './errors/error.filter.js';
import { EventCodec } from './events/event.codec.js';
import { PublishingModule } from './publishing/publishing.module.js';
import { ResultsApiModule } from './results/results-api.module.js';
import { ResultsModule } from './results/results.module.js';
import { TransportModule } from './transport/transport.module.js';

/** What each role adds to a process: its handlers and its endpoints. */
const modulesOf: Record<Role, NonNullable<DynamicModule['imports']>> = {
  api: [PublishingModule, ResultsApiModule, DeadLettersApiModule],
  classifier: [ClassifierModule],
  results: [ResultsModule, DeadLettersModule],
};

@Module({})
export class AppModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(config),
        TransportModule.forRoot((broker) => new EventCodec(broker, config.model)),
        ...config.roles.flatMap((role) => modulesOf[role]),
      ],
      providers: [{ provide: APP_FILTER, useClass: ErrorFilter }],
    };
  }
}
