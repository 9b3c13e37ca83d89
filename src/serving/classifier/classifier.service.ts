import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { ModelConfig, PredictionConfig } from '../../foundation/config/config.js';
import type { ImageBody } from '../../events/image.event.js';
import type { PredictedPicture, RankedLabel } from '../../events/prediction.event.js';
import { toModelInput } from '../models/preprocess.js';
import type { Urgency } from '../../foundation/concurrency/batcher.js';
import { ModelRegistry, type Wanted } from './model-registry.js';
import type { Answer, ServedModel } from './served-model.js';

export interface ClassifierSettings {
  readonly model: Pick<ModelConfig, 'maxImagePixels'>;
  readonly prediction: PredictionConfig;
}
export const CLASSIFIER_SETTINGS = Symbol('ClassifierSettings');

export interface Classification extends Answer {
  readonly model: string;
  readonly modelVersion: string;
  /** The most likely labels, most likely first: as many as `TOP_K` says, or as the model knows. */
  readonly top: readonly [RankedLabel, ...RankedLabel[]];
  /** The first of them is less likely than `UNSURE_BELOW`. */
  readonly unsure: boolean;
  /** What the model was given, with `KEEP_IMAGES=true`. */
  readonly picture?: PredictedPicture | undefined;
  /** Decoding the picture and bringing it to the model's size. */
  readonly preprocessMs: number;
}

type PictureShape = Pick<PredictedPicture, 'width' | 'height' | 'channels'>;

/** Answers single images with the model that is asked for. */
@Injectable()
export class ClassifierService implements OnApplicationShutdown {
  constructor(
    private readonly registry: ModelRegistry,
    @Inject(CLASSIFIER_SETTINGS) private readonly settings: ClassifierSettings,
  ) {}

  /** Whether predictions carry the probability of every label. */
  get tellsProbabilities(): boolean {
    return this.settings.prediction.probabilities;
  }

  /**
   * @throws InvalidError `UNKNOWN_MODEL` when it is not loaded, `BAD_MESSAGE` when the body is no image,
   *   `MODEL_FAILED` when the model fails on this image and on no other; UnavailableError `MODEL_UNAVAILABLE` when it
   *   fails on everything; TransientError `TIMED_OUT` as `urgency` has it.
   */
  classify(body: ImageBody, wanted: Wanted = {}, urgency?: Urgency): Promise<Classification> {
    return this.classifyWith(this.registry.route(wanted), body, urgency);
  }

  /** The same with a given model, which is kept until the answer is there. */
  async classifyWith(served: ServedModel, body: ImageBody, urgency?: Urgency): Promise<Classification> {
    const { card, statistics } = served;
    const started = performance.now();
    served.begin();
    try {
      const pixels = await toModelInput(body, card.input, this.settings.model.maxImagePixels);
      const preprocessMs = performance.now() - started;
      // Before the answer: the pixels are handed over to the thread that computes.
      const picture = this.settings.prediction.keepImages ? pictureOf(pixels, card.input) : undefined;
      const answer = await served.answer(pixels, urgency);
      const { queueMs } = answer;
      statistics.countSuccess({ totalMs: performance.now() - started, queueMs, preprocessMs });
      return this.describe(served, answer, { picture, preprocessMs });
    } catch (error) {
      statistics.countFailure(performance.now() - started);
      throw error;
    } finally {
      served.end();
    }
  }

  /** After the brokers have been closed: nothing is in work any more. */
  async onApplicationShutdown(): Promise<void> {
    await this.registry.close();
  }

  /** Written out: objects that are spread cost more than all else that is done for an image here. */
  private describe(
    served: ServedModel,
    { probabilities, queueMs, computeMs, batchSize }: Answer,
    { picture, preprocessMs }: Pick<Classification, 'picture' | 'preprocessMs'>,
  ): Classification {
    const { topK, unsureBelow } = this.settings.prediction;
    const { name: model, version: modelVersion } = served.card;
    const top = served.rank(probabilities, topK);
    return {
      model,
      modelVersion,
      top,
      unsure: top[0].confidence < unsureBelow,
      probabilities,
      picture,
      preprocessMs,
      queueMs,
      computeMs,
      batchSize,
    };
  }
}

function pictureOf(pixels: Uint8Array, { width, height, channels }: PictureShape): PredictedPicture {
  return { width, height, channels, base64: Buffer.from(pixels).toString('base64') };
}
