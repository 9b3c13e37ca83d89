import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { DeadLettersController } from './dead-letters.controller.js';
import { DeadLettersRepository } from './dead-letters.repository.js';
import { ReplayController } from './replay.controller.js';
import { ReplayService } from './replay.service.js';
import { ReplaysRepository } from './replays.repository.js';

/** The dead letters' part of the role `api`: lists, shows and replays them. */
@Module({
  imports: [DatabaseModule, LedgerModule],
  controllers: [DeadLettersController, ReplayController],
  providers: [DeadLettersRepository, ReplaysRepository, ReplayService],
})
export class DeadLettersApiModule {}
