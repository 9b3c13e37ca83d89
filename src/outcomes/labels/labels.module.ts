import { Module } from '@nestjs/common';
import { LedgerModule } from '../ledger/ledger.module.js';
import { LabelsService } from './labels.service.js';

/** True labels that come later, for the roles `api` and `results`. */
@Module({
  imports: [LedgerModule],
  providers: [LabelsService],
  exports: [LabelsService],
})
export class LabelsModule {}
