import { join } from 'node:path';
import { Logger, Module } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { ClassifierConsumer } from './classifier.consumer.js';
import { CLASSIFIER_SETTINGS, ClassifierService, MODEL } from './classifier.service.js';
import { Engine } from '../models/engine.js';
import { findModelDirectory } from '../models/model-directory.js';
import type { Model } from '../models/model.js';
import { RequestLog } from './request-log.js';

@Module({
  controllers: [ClassifierConsumer],
  providers: [
    ClassifierService,
    RequestLog,
    { provide: MODEL, inject: [CONFIG], useFactory: openModel },
    {
      provide: CLASSIFIER_SETTINGS,
      inject: [CONFIG],
      useFactory: ({ batch, model }: Config) => ({ batch, model }),
    },
  ],
  exports: [ClassifierService],
})
export class ClassifierModule {}

async function openModel({ model: settings, batch, dataDir }: Config): Promise<Model> {
  const directory = await findModelDirectory(settings.directory, settings.name);
  const model = await Engine.open(directory, {
    backend: settings.backend,
    workers: settings.workers,
    batchSize: batch.size,
    cacheDirectory: join(dataDir, 'engine'),
  });
  const { name, version, accuracy } = model.card;
  new Logger('Model').log(
    `${name}@${version}, ${(accuracy * 100).toFixed(1)} % on its test set; ${model.backend.reason}`,
  );
  return model;
}
