import { type DynamicModule, Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { ServedModelsModule } from '../classifier/served-models.module.js';
import type { Role } from '../config/config.js';
import { DatabaseModule } from '../database/database.module.js';
import { HealthController } from './health.controller.js';
import { ReadinessService } from './readiness.service.js';

/** What those ask who run the service, in every role. */
@Module({})
export class OperationsModule {
  /** @param roles decide which parts the process has, and so which must be there for it to be ready. */
  static forRoot(roles: readonly Role[]): DynamicModule {
    const has = (...some: readonly Role[]) => some.some((role) => roles.includes(role));
    return {
      module: OperationsModule,
      imports: [
        // Terminus would log every probe that is answered 503; the parts themselves have said already what ails them.
        TerminusModule.forRoot({ logger: false }),
        ...(has('classifier', 'inference') ? [ServedModelsModule] : []),
        ...(has('api', 'results') ? [DatabaseModule] : []),
      ],
      controllers: [HealthController],
      providers: [ReadinessService],
    };
  }
}
