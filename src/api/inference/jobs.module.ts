import { Module } from '@nestjs/common';
import { LedgerModule } from '../../outcomes/ledger/ledger.module.js';
import { PublishingModule } from '../publishing/publishing.module.js';
import { JobsController } from './jobs.controller.js';
import { JobStream } from './job.stream.js';
import { JobsService } from './jobs.service.js';

/** Asynchronous inference, in the role `api`: it needs the ledger. */
@Module({
  imports: [LedgerModule, PublishingModule],
  controllers: [JobsController],
  providers: [JobsService, JobStream],
  exports: [JobsService],
})
export class JobsModule {}
