import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { AppError } from '../errors/app.error.js';
import type { BatchConfig, ModelConfig } from '../config/config.js';
import type { ImageBody } from '../events/image.event.js';
import type { RankedLabel } from '../events/prediction.event.js';
import { Batcher } from '../transport/batcher.js';
import { isolateFailures } from './isolate-failures.js';
import type { Model, ModelCard } from '../models/model.js';
import { toModelInput } from '../models/preprocess.js';

/** The loaded and warmed-up Model. */
export const MODEL = Symbol('Model');

export interface ClassifierSettings {
  readonly batch: BatchConfig;
  readonly model: Pick<ModelConfig, 'maxImagePixels'>;
}
export const CLASSIFIER_SETTINGS = Symbol('ClassifierSettings');

export interface Classification {
  /** The three most likely labels (fewer if the model knows fewer), most likely first. */
  readonly top: readonly [RankedLabel, ...RankedLabel[]];
  /** Waiting for the model to be free, and computing in the batch. */
  readonly queueMs: number;
  readonly computeMs: number;
  readonly batchSize: number;
}

interface Queued {
  readonly pixels: Uint8Array;
  readonly since: number;
}

/** Holds the loaded model and answers single images by running them in micro-batches. */
@Injectable()
export class ClassifierService implements OnApplicationShutdown {
  private readonly blank: Pick<Queued, 'pixels'>;
  private readonly batcher: Batcher<Queued, Classification | AppError>;

  constructor(
    @Inject(MODEL) private readonly model: Model,
    @Inject(CLASSIFIER_SETTINGS) private readonly settings: ClassifierSettings,
  ) {
    const { width, height, channels } = model.card.input;
    this.blank = { pixels: new Uint8Array(width * height * channels) };
    const { size, maxWaitMs } = settings.batch;
    const { concurrency } = model;
    this.batcher = new Batcher((items) => this.classifyBatch(items), {
      maxItems: size,
      maxWaitMs,
      concurrency,
    });
  }

  get card(): ModelCard {
    return this.model.card;
  }

  get backend(): Model['backend'] {
    return this.model.backend;
  }

  /**
   * @throws InvalidError `BAD_MESSAGE` when the body is no image, `MODEL_FAILED` when the model fails on this image
   *   and on no other; UnavailableError `MODEL_UNAVAILABLE` when it fails on everything.
   */
  async classify(body: ImageBody): Promise<Classification> {
    const pixels = await toModelInput(body, this.card.input, this.settings.model.maxImagePixels);
    const outcome = await this.batcher.add({ pixels, since: performance.now() });
    if (outcome instanceof AppError) throw outcome;
    return outcome;
  }

  /** After the brokers have been closed: nothing is in work any more. */
  async onApplicationShutdown(): Promise<void> {
    await this.batcher.close();
    await this.model.dispose();
  }

  private async classifyBatch(items: readonly Queued[]): Promise<(Classification | AppError)[]> {
    const started = performance.now();
    const rows = await isolateFailures(
      items,
      (some) => this.predict(some),
      () => this.predict([this.blank]),
    );
    const computeMs = performance.now() - started;
    return rows.map((row, index) => {
      if (row instanceof AppError) return row;
      const queueMs = started - (items[index] as Queued).since;
      return { top: this.rank(row), queueMs, computeMs, batchSize: items.length };
    });
  }

  /** The probabilities of each image. */
  private async predict(items: readonly Pick<Queued, 'pixels'>[]): Promise<Float32Array[]> {
    const { labels } = this.card;
    const size = this.blank.pixels.length;
    const batch = new Uint8Array(items.length * size);
    items.forEach(({ pixels }, index) => batch.set(pixels, index * size));
    const probabilities = await this.model.predict(batch, items.length);
    return items.map((_, row) => probabilities.subarray(row * labels.length, (row + 1) * labels.length));
  }

  private rank(probabilities: Float32Array): Classification['top'] {
    const ranked = this.card.labels.map((label, classIndex) => ({
      label,
      classIndex,
      confidence: probabilities[classIndex] as number,
    }));
    ranked.sort((a, b) => b.confidence - a.confidence);
    // A model card without labels is refused when it is loaded.
    return ranked.slice(0, 3) as [RankedLabel, ...RankedLabel[]];
  }
}
