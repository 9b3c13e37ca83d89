import { Module } from '@nestjs/common';
import { ClassifierConsumer } from './classifier.consumer.js';
import { RequestLog } from './request-log.js';
import { ServedModelsModule } from './served-models.module.js';

/** The role `classifier`: answers image events. */
@Module({ imports: [ServedModelsModule], controllers: [ClassifierConsumer], providers: [RequestLog] })
export class ClassifierModule {}
