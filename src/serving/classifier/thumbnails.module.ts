import { Module } from '@nestjs/common';
import { DatabaseModule } from '../../outcomes/database/database.module.js';
import { LedgerModule } from '../../outcomes/ledger/ledger.module.js';
import { Thumbnails } from './thumbnails.js';

/** A classifier's way to keep small pictures; it needs the database. */
@Module({ imports: [DatabaseModule, LedgerModule], providers: [Thumbnails], exports: [Thumbnails] })
export class ThumbnailsModule {}
