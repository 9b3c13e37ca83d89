import { Module } from '@nestjs/common';
import { LedgerModule } from '../../outcomes/ledger/ledger.module.js';
import { LogSearch, SEARCH_TIMES, usualTimes } from './log-search.js';
import { UnknownController } from './unknown.controller.js';

/** The unknown images' part of the role `api`. */
@Module({
  imports: [LedgerModule],
  controllers: [UnknownController],
  providers: [LogSearch, { provide: SEARCH_TIMES, useValue: usualTimes }],
})
export class UnknownModule {}
