import { Module } from '@nestjs/common';
import { PictureFetcher } from './picture-fetcher.js';

/** The pictures that events refer to. */
@Module({ providers: [PictureFetcher], exports: [PictureFetcher] })
export class StorageModule {}
