import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { ImageBody } from '../../events/image.event.js';
import type { Classification, ClassificationSettings } from './classification.js';
import { ModelRegistry, type Wanted } from './model-registry.js';
import type { ImageDemand, ServedModel } from './served-model.js';

export const CLASSIFIER_SETTINGS = Symbol('ClassifierSettings');

/** Classifies single images with the chosen model. */
@Injectable()
export class ClassifierService implements OnApplicationShutdown {
  constructor(
    private readonly registry: ModelRegistry,
    @Inject(CLASSIFIER_SETTINGS) private readonly settings: ClassificationSettings,
  ) {}

  /** Whether predictions carry the probability of every label. */
  get givesProbabilities(): boolean {
    return this.settings.prediction.probabilities;
  }

  /** @throws InvalidError `UNKNOWN_MODEL` when the model is not loaded, and as `ServedModel.classify`. */
  classify(body: ImageBody, wanted: Wanted = {}, demand?: ImageDemand): Promise<Classification> {
    return this.classifyWith(this.registry.route(wanted), body, demand);
  }

  /** The same with a given model. */
  classifyWith(served: ServedModel, body: ImageBody, demand?: ImageDemand): Promise<Classification> {
    return served.classify(body, this.settings, demand);
  }

  /** After the brokers are closed: nothing is in work any more. */
  async onApplicationShutdown(): Promise<void> {
    await this.registry.close();
  }
}
