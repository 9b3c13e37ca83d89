import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.js';
import { ImageFinder } from './image.finder.js';
import { LedgerReader } from './ledger.reader.js';
import { LedgerRepository } from './ledger.repository.js';
import { LedgerService } from './ledger.service.js';
import { PicturesRepository } from './pictures.repository.js';
import { RequestWatch } from './request.watch.js';
import { ThumbnailsRepository } from './thumbnails.repository.js';
import { UnknownImages } from './unknown.images.js';
import { UnknownRepository } from './unknown.repository.js';

const parts = [
  ImageFinder,
  LedgerReader,
  LedgerRepository,
  LedgerService,
  PicturesRepository,
  RequestWatch,
  ThumbnailsRepository,
  UnknownImages,
  UnknownRepository,
];

@Module({
  imports: [DatabaseModule],
  providers: parts,
  exports: parts,
})
export class LedgerModule {}
