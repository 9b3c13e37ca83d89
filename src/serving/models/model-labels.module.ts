import { Global, Module } from '@nestjs/common';
import { ModelLabels } from '../../outcomes/labels/model-labels.js';
import { CardLabels } from './card-labels.js';

/** Tells the outcomes, which know no models, what labels one has. */
@Global()
@Module({
  providers: [{ provide: ModelLabels, useClass: CardLabels }],
  exports: [ModelLabels],
})
export class ModelLabelsModule {}
