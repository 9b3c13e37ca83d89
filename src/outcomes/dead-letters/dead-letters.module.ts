import { OwnOutcomes } from '../../events/own-outcomes.js';
import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { DeadLettersConsumer } from './dead-letters.consumer.js';
import { DeadLettersRepository } from './dead-letters.repository.js';
import { DeadLettersService } from './dead-letters.service.js';

/** The dead letters' part of the role `results`: stores what the brokers deliver. */
@Module({
  imports: [DatabaseModule, LedgerModule],
  controllers: [DeadLettersConsumer],
  providers: [OwnOutcomes, DeadLettersRepository, DeadLettersService],
})
export class DeadLettersModule {}
