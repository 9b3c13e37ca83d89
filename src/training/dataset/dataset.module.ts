import { Logger, Module } from '@nestjs/common';
import type { Config } from '../../foundation/config/config.js';
import { CONFIG } from '../../foundation/config/config.module.js';
import type { Dataset } from './dataset.js';
import { openDataset } from './open-dataset.js';

/** The Dataset whose images are published by index. */
export const DATASET = Symbol('Dataset');

@Module({
  providers: [{ provide: DATASET, inject: [CONFIG], useFactory: openAndSay }],
  exports: [DATASET],
})
export class DatasetModule {}

async function openAndSay({ dataset: config }: Config): Promise<Dataset> {
  const dataset = await openDataset(config);
  const place = dataset.place === undefined ? '' : ` from ${dataset.place}`;
  new Logger('Dataset').log(`${dataset.size} images: ${dataset.description}${place}`);
  return dataset;
}
