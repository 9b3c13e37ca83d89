import { type DynamicModule, Module } from '@nestjs/common';
import type { Config } from '../../foundation/config/config.js';
import { StorageModule } from '../../storage/storage.module.js';
import { ClassifiedImages } from './classified-images.js';
import { ClassifierConsumer } from './classifier.consumer.js';
import { RequestLog } from './request-log.js';
import { ServedModelsModule } from './served-models.module.js';
import { ThumbnailsModule } from './thumbnails.module.js';

/** The role `classifier`: answers image events. */
@Module({ controllers: [ClassifierConsumer], providers: [ClassifiedImages, RequestLog] })
export class ClassifierModule {
  static forRoot({ thumbnails }: Pick<Config, 'thumbnails'>): DynamicModule {
    const keeping = thumbnails.areKept ? [ThumbnailsModule] : [];
    return { module: ClassifierModule, imports: [ServedModelsModule, StorageModule, ...keeping] };
  }
}
