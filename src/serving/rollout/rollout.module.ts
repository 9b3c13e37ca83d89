import { type DynamicModule, Module } from '@nestjs/common';
import { ServedModelsModule } from '../classifier/served-models.module.js';
import { DatabaseModule } from '../../outcomes/database/database.module.js';
import { ModelViewsService } from './model-views.service.js';
import { ReportRepository } from './report.repository.js';
import { ReportService } from './report.service.js';
import { RolloutController } from './rollout.controller.js';
import { RolloutService } from './rollout.service.js';

/** The models' part of the role `api`: shows them, compares their versions, changes which one serves. */
@Module({
  imports: [DatabaseModule],
  controllers: [RolloutController],
  providers: [RolloutService, ModelViewsService, ReportRepository, ReportService],
})
export class RolloutModule {
  /** @param withModels whether this process serves models itself. */
  static forRoot(withModels: boolean): DynamicModule {
    return { module: RolloutModule, imports: withModels ? [ServedModelsModule] : [] };
  }
}
