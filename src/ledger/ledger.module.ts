import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.js';
import { LedgerReader } from './ledger.reader.js';
import { LedgerRepository } from './ledger.repository.js';
import { LedgerService } from './ledger.service.js';
import { PicturesRepository } from './pictures.repository.js';
import { RequestWatch } from './request.watch.js';

@Module({
  imports: [DatabaseModule],
  providers: [LedgerReader, LedgerRepository, LedgerService, PicturesRepository, RequestWatch],
  exports: [LedgerReader, LedgerRepository, LedgerService, PicturesRepository, RequestWatch],
})
export class LedgerModule {}
