import { type DynamicModule, Module } from '@nestjs/common';
import type { Config } from '../../foundation/config/config.js';
import { CONFIG } from '../../foundation/config/config.module.js';
import { Database } from '../../outcomes/database/database.js';
import { DatabaseModule } from '../../outcomes/database/database.module.js';
import { DecidedBefore } from './decided-before.js';
import { DecisionsRepository } from './decisions.repository.js';
import { followDecisions } from './follow-decisions.js';
import { DECISIONS } from './serving-decisions.js';

/**
 * The place that decides what serves. The roles `api` and `results` have a database, and decide there. The others only
 * follow it.
 */
@Module({})
export class DecisionsModule {
  static forRoot({ roles }: Pick<Config, 'roles'>): DynamicModule {
    const decides = roles.includes('api') || roles.includes('results');
    return {
      module: DecisionsModule,
      global: true,
      imports: decides ? [DatabaseModule] : [],
      providers: [decides ? deciding : following],
      exports: [DECISIONS],
    };
  }
}

const deciding = {
  provide: DECISIONS,
  inject: [CONFIG, Database],
  useFactory: ({ model }: Config, database: Database) =>
    new DecidedBefore(new DecisionsRepository(database), model.directory, true),
};

const following = {
  provide: DECISIONS,
  inject: [CONFIG],
  useFactory: (config: Config) => followDecisions(config),
};
