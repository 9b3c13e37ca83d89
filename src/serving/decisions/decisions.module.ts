import { type DynamicModule, Module } from '@nestjs/common';
import type { Config } from '../../foundation/config/config.js';
import { CONFIG } from '../../foundation/config/config.module.js';
import { Database } from '../../outcomes/database/database.js';
import { DatabaseModule } from '../../outcomes/database/database.module.js';
import { DecidedBefore } from './decided-before.js';
import { DecisionsPublisher } from './decisions.publisher.js';
import { DecisionsRepository } from './decisions.repository.js';
import { decides, followDecisions } from './follow-decisions.js';
import { openDecisionsTopic } from './open-topic.js';
import { DECISIONS, type ServingDecisions } from './serving-decisions.js';

/**
 * The place that decides what serves. The roles `api` and `results` have a database, and decide there. The others only
 * follow it.
 */
@Module({})
export class DecisionsModule {
  static forRoot({ roles, transport }: Pick<Config, 'roles' | 'transport'>): DynamicModule {
    const hasDatabase = decides(roles);
    const publishes = hasDatabase && transport.decisionsTopic !== undefined;
    return {
      module: DecisionsModule,
      global: true,
      imports: hasDatabase ? [DatabaseModule] : [],
      providers: [hasDatabase ? deciding : following, ...(publishes ? [publishing] : [])],
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

const publishing = {
  provide: DecisionsPublisher,
  inject: [CONFIG, DECISIONS],
  useFactory: async (config: Config, decisions: ServingDecisions) => {
    const topic = await openDecisionsTopic(config.transport.decisionsTopic ?? '', config);
    const names = config.model.served.flatMap(({ name, version }) => (version === undefined ? [name] : []));
    return new DecisionsPublisher(decisions, topic, names);
  },
};
