import { Module } from '@nestjs/common';
import type { Config } from '../../foundation/config/config.js';
import { CONFIG } from '../../foundation/config/config.module.js';
import { Engine } from '../models/engine.js';
import { engineSettingsOf } from '../models/engine-settings.js';
import { CLASSIFIER_SETTINGS, ClassifierService } from './classifier.service.js';
import { INSTRUMENTATION, type Instrumentation } from '../../events/instrumentation.js';
import { ModelReadiness } from './model-readiness.js';
import { ShadowService } from './shadow.service.js';
import { ModelRegistry, type OpenModel } from './model-registry.js';
import { DECISIONS, type ServingDecisions } from '../decisions/serving-decisions.js';

/** An OpenModel. */
export const OPEN_MODEL = Symbol('OpenModel');

/** The models that this process has loaded, for every module that serves them. */
@Module({
  providers: [
    ClassifierService,
    ShadowService,
    ModelReadiness,
    {
      provide: OPEN_MODEL,
      inject: [CONFIG],
      useFactory: openModelWith,
    },
    {
      provide: ModelRegistry,
      inject: [CONFIG, DECISIONS, OPEN_MODEL, { token: INSTRUMENTATION, optional: true }],
      useFactory: (
        { model, batch }: Config,
        decisions: ServingDecisions,
        openModel: OpenModel,
        instrumentation?: Instrumentation,
      ) => ModelRegistry.open({ model, batch, decisions }, openModel, instrumentation),
    },
    {
      provide: CLASSIFIER_SETTINGS,
      inject: [CONFIG],
      useFactory: ({ model, prediction }: Config) => ({ model, prediction }),
    },
  ],
  exports: [ClassifierService, ModelReadiness, ModelRegistry, ShadowService],
})
export class ServedModelsModule {}

function openModelWith(config: Config): OpenModel {
  const settings = engineSettingsOf(config);
  return (directory) => Engine.open(directory, settings);
}
