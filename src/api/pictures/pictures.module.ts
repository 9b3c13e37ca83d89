import { Module } from '@nestjs/common';
import { DatasetModule } from '../../training/dataset/dataset.module.js';
import { LedgerModule } from '../../outcomes/ledger/ledger.module.js';
import { KeptPictures } from './kept-pictures.js';
import { PicturesController } from './pictures.controller.js';
import { PicturesService } from './pictures.service.js';

/** The pictures' part of the role `api`. */
@Module({
  imports: [DatasetModule, LedgerModule],
  controllers: [PicturesController],
  providers: [KeptPictures, PicturesService],
})
export class PicturesModule {}
