import type { BatchConfig } from '../../foundation/config/config.js';
import { AppError } from '../../foundation/errors/app.error.js';
import type { ImageBody } from '../../events/image.event.js';
import type { Model, ModelCard } from '../models/model.js';
import { Batcher, type Urgency } from '../../foundation/concurrency/batcher.js';
import type { Instrumentation } from '../../events/instrumentation.js';
import { isolateFailures } from '../../foundation/concurrency/isolate-failures.js';
import {
  type ImageAnswer,
  type Classification,
  type ClassificationSettings,
  labelsAbove,
  noneOf,
  ranked,
} from './classification.js';
import { type DecodingShare, toModelInput } from '../models/preprocess.js';
import { ModelStatistics } from './model-statistics.js';

/** Whose image it is, and until when its answer is wanted. Requests take turns at the decoder. */
export interface ImageDemand extends DecodingShare, Urgency {
  /** It is one of a request's images, which counts by itself. Default: it is a request of its own. */
  readonly isRow?: boolean | undefined;
}

interface Queued {
  readonly pixels: Uint8Array;
  readonly since: number;
}

/** One loaded version of a model: takes single images and runs them in micro-batches. */
export class ServedModel {
  readonly statistics: ModelStatistics;
  private readonly blank: Pick<Queued, 'pixels'>;
  private readonly batcher: Batcher<Queued, ImageAnswer>;
  private failingWith: AppError | undefined;
  private probing: Promise<unknown> | undefined;
  private users = 0;
  private unused: (() => void) | undefined;

  constructor(
    private readonly model: Model,
    { size, maxBytes, maxWaitMs }: BatchConfig,
    instrumentation?: Instrumentation,
  ) {
    const { name, version, input } = model.card;
    this.statistics = new ModelStatistics(instrumentation?.countsOf(name, version));
    const { width, height, channels } = input;
    this.blank = { pixels: new Uint8Array(width * height * channels) };
    this.batcher = new Batcher<Queued, ImageAnswer>((items) => this.run(items), {
      maxItems: Math.min(size, model.largestBatch),
      maxBytes,
      sizeBytes: ({ pixels }) => pixels.length,
      maxWaitMs,
      concurrency: model.concurrency,
      scope: instrumentation?.batchesOf(name, version),
    });
  }

  get card(): ModelCard {
    return this.model.card;
  }

  get backend(): Model['backend'] {
    return this.model.backend;
  }

  /** Why the model failed on its whole last batch, and on a blank image too; undefined while it answers. */
  get failure(): AppError | undefined {
    return this.failingWith;
  }

  /**
   * Tries a model that fails on everything once more, in the background. While it fails it gets no images, so nothing
   * else would show that it answers again.
   */
  probe(): void {
    if (!this.failingWith || this.probing) return;
    this.probing = this.use(() => this.answer(this.blank.pixels))
      .catch(() => undefined)
      .finally(() => (this.probing = undefined));
  }

  /** Images that wait for a free model. */
  get queued(): number {
    return this.batcher.queued;
  }

  /**
   * Decodes the image and runs the model, which stays open until the answer is there.
   *
   * @throws InvalidError `BAD_MESSAGE` when the body is no image, and as `answer`.
   */
  classify(body: ImageBody, settings: ClassificationSettings, demand?: ImageDemand): Promise<Classification> {
    const started = performance.now();
    return this.use(() => this.classifyWithin(body, settings, started, demand)).catch((error: unknown) => {
      this.statistics.countFailure(performance.now() - started);
      if (!demand?.isRow) this.statistics.countRequest('failure', performance.now() - started);
      throw error;
    });
  }

  /** Runs work with the model, which stays open until the work has ended. */
  async use<T>(work: () => Promise<T>): Promise<T> {
    this.users += 1;
    try {
      return await work();
    } finally {
      this.users -= 1;
      if (this.users === 0) this.unused?.();
    }
  }

  /**
   * @param pixels one image of the card's input size, row by row, one byte a value.
   * @throws InvalidError `MODEL_FAILED` when the model fails on this image alone; UnavailableError
   *   `MODEL_UNAVAILABLE` when it fails on everything; TransientError `TIMED_OUT` when `urgency` says so; the reason
   *   of its signal.
   */
  answer(pixels: Uint8Array, urgency?: Urgency): Promise<ImageAnswer> {
    return this.batcher.add({ pixels, since: performance.now() }, urgency);
  }

  /** Resolves once every image is answered and the model's memory is free; call nothing else after it. */
  async close(): Promise<void> {
    if (this.users > 0) await new Promise<void>((done) => (this.unused = done));
    await this.batcher.close();
    await this.model.dispose();
  }

  /** Each field is written out: spreading objects costs more than all other work for an image here. */
  private async classifyWithin(
    body: ImageBody,
    { model: { maxImagePixels }, prediction }: ClassificationSettings,
    started: number,
    demand: ImageDemand | undefined,
  ): Promise<Classification> {
    const { name: model, version: modelVersion, input, labels, multiLabel } = this.card;
    const pixels = await toModelInput(body, input, maxImagePixels, demand);
    const preprocessMs = performance.now() - started;
    const { probabilities, queueMs, computeMs, batchSize } = await this.answer(
      pixels,
      pixels === body.bytes ? demand : withTimeLeft(demand, preprocessMs),
    );
    const totalMs = performance.now() - started;
    this.statistics.countSuccess({ totalMs, queueMs, preprocessMs });
    if (!demand?.isRow) this.statistics.countRequest('success', totalMs);
    const top = ranked(labels, probabilities, prediction.topK);
    const several = multiLabel && labelsAbove(labels, probabilities, multiLabel.thresholds);
    const said = several ? (several[0] ?? noneOf(multiLabel.none, labels, top[0])) : top[0];
    const unsure = said.confidence < prediction.unsureBelow;
    return {
      model,
      modelVersion,
      said,
      labels: several,
      top,
      unsure,
      probabilities,
      preprocessMs,
      queueMs,
      computeMs,
      batchSize,
    };
  }

  private async run(items: readonly Queued[]): Promise<(ImageAnswer | AppError)[]> {
    const started = performance.now();
    const rows = await isolateFailures(
      items,
      (some) => this.predict(some),
      () => this.predict([this.blank]),
    );
    const computeMs = performance.now() - started;
    const failsOn = (row: (typeof rows)[number]) =>
      row instanceof AppError && row.code === 'MODEL_UNAVAILABLE';
    this.failingWith = rows.every(failsOn) ? (rows[0] as AppError) : undefined;
    return rows.map((row, index) => {
      if (row instanceof AppError) return row;
      const queueMs = started - (items[index] as Queued).since;
      return { probabilities: row, queueMs, computeMs, batchSize: items.length };
    });
  }

  /** The probabilities of each image. */
  private async predict(items: readonly Pick<Queued, 'pixels'>[]): Promise<Float32Array[]> {
    const { labels } = this.card;
    const size = this.blank.pixels.length;
    const batch = new Uint8Array(items.length * size);
    items.forEach(({ pixels }, index) => batch.set(pixels, index * size));
    const started = performance.now();
    try {
      const probabilities = await this.model.predict(batch, items.length);
      return items.map((_, row) => probabilities.subarray(row * labels.length, (row + 1) * labels.length));
    } finally {
      this.statistics.countBatch(items.length, performance.now() - started);
    }
  }
}

/** The demand with what decoding has left of its time. */
function withTimeLeft(demand: ImageDemand | undefined, spentMs: number): Urgency | undefined {
  if (demand?.timeoutMs === undefined) return demand;
  const { priority, timeoutMs, signal } = demand;
  return { priority, signal, timeoutMs: Math.max(0, Math.round(timeoutMs - spentMs)) };
}
