import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { OutcomesController } from './outcomes.controller.js';
import { OutcomesRepository } from './outcomes.repository.js';
import { RequestsController } from './requests.controller.js';
import { ResultsController } from './results.controller.js';
import { ResultsRepository } from './results.repository.js';

/** The results' part of the role `api`: answers questions about what is stored. */
@Module({
  imports: [DatabaseModule, LedgerModule],
  controllers: [OutcomesController, RequestsController, ResultsController],
  providers: [OutcomesRepository, ResultsRepository],
})
export class ResultsApiModule {}
