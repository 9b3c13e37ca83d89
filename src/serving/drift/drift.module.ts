import { Module } from '@nestjs/common';
import { DatabaseModule } from '../../outcomes/database/database.module.js';
import { DriftController } from './drift.controller.js';
import { DriftRepository } from './drift.repository.js';
import { DriftService } from './drift.service.js';

/** The drift report's part of the role `api`. */
@Module({
  imports: [DatabaseModule],
  controllers: [DriftController],
  providers: [DriftRepository, DriftService],
  exports: [DriftService],
})
export class DriftModule {}
