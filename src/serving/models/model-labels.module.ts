import { Global, Module } from '@nestjs/common';
import { ModelLabels } from '../../outcomes/labels/model-labels.js';
import { CardLabels } from './card-labels.js';

/** Provides a model's labels to the outcomes, which know no models. */
@Global()
@Module({
  providers: [{ provide: ModelLabels, useClass: CardLabels }],
  exports: [ModelLabels],
})
export class ModelLabelsModule {}
