import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { LabelsRepository } from './labels.repository.js';
import { LabelsService } from './labels.service.js';

/** True labels that come later, for the roles `api` and `results`. */
@Module({
  imports: [DatabaseModule, LedgerModule],
  providers: [LabelsRepository, LabelsService],
  exports: [LabelsRepository, LabelsService],
})
export class LabelsModule {}
