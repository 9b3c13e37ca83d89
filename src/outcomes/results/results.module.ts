import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.js';
import { OwnPredictions } from '../../events/own-predictions.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { LabelsConsumer } from '../labels/labels.consumer.js';
import { LabelsModule } from '../labels/labels.module.js';
import { ResultsConsumer } from './results.consumer.js';
import { ResultsService } from './results.service.js';
import { RetentionRepository } from '../retention/retention.repository.js';
import { RetentionService } from '../retention/retention.service.js';

/** The role `results`: stores the brokers' messages, and deletes old rows. */
@Module({
  imports: [DatabaseModule, LedgerModule, LabelsModule],
  controllers: [ResultsConsumer, LabelsConsumer],
  providers: [OwnPredictions, ResultsService, RetentionRepository, RetentionService],
})
export class ResultsModule {}
