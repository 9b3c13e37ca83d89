import { Module } from '@nestjs/common';
import { LedgerModule } from '../ledger/ledger.module.js';
import { ResultsConsumer } from './results.consumer.js';
import { ResultsService } from './results.service.js';

/** The role `results`: stores what the brokers deliver. */
@Module({ imports: [LedgerModule], controllers: [ResultsConsumer], providers: [ResultsService] })
export class ResultsModule {}
