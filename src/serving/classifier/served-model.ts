import type { BatchConfig } from '../../foundation/config/config.js';
import { AppError } from '../../foundation/errors/app.error.js';
import type { RankedLabel } from '../../events/prediction.event.js';
import type { Model, ModelCard } from '../models/model.js';
import { Batcher, type Urgency } from '../../foundation/concurrency/batcher.js';
import type { Instrumentation } from '../../events/instrumentation.js';
import { isolateFailures } from '../../foundation/concurrency/isolate-failures.js';
import { ModelStatistics } from './model-statistics.js';

/** What a model says about one image. */
export interface Answer {
  /** One for each of the card's labels, in their order; they sum to 1. */
  readonly probabilities: Float32Array;
  /** Waiting for the model to be free, and computing in the batch. */
  readonly queueMs: number;
  readonly computeMs: number;
  readonly batchSize: number;
}

interface Queued {
  readonly pixels: Uint8Array;
  readonly since: number;
}

/** One loaded version of a model: single images go in and are run in micro-batches. */
export class ServedModel {
  readonly statistics: ModelStatistics;
  private readonly blank: Pick<Queued, 'pixels'>;
  private readonly batcher: Batcher<Queued, Answer>;
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
    this.batcher = new Batcher<Queued, Answer>((items) => this.run(items), {
      maxItems: size,
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

  /** Why the model failed on everything in its last batch, the blank image too; undefined while it answers. */
  get failure(): AppError | undefined {
    return this.failingWith;
  }

  /**
   * Tries a model that fails on everything once more, in the background: whoever is not sent images for as long as it
   * fails would never learn that it answers again.
   */
  probe(): void {
    if (!this.failingWith || this.probing) return;
    this.begin();
    this.probing = this.answer(this.blank.pixels)
      .catch(() => undefined)
      .finally(() => {
        this.probing = undefined;
        this.end();
      });
  }

  /** Images that wait for the model to be free. */
  get queued(): number {
    return this.batcher.queued;
  }

  /** Some work with the model begins: `close` waits until `end` was called as often. */
  begin(): void {
    this.users += 1;
  }

  end(): void {
    this.users -= 1;
    if (this.users === 0) this.unused?.();
  }

  /**
   * @param pixels one image of the card's input size, row by row, one byte a value.
   * @throws InvalidError `MODEL_FAILED` when the model fails on this image and on no other; UnavailableError
   *   `MODEL_UNAVAILABLE` when it fails on everything; TransientError `TIMED_OUT` as `urgency` has it.
   */
  answer(pixels: Uint8Array, urgency?: Urgency): Promise<Answer> {
    return this.batcher.add({ pixels, since: performance.now() }, urgency);
  }

  /** Resolves once everybody has been answered and the model's memory is free; nothing may be begun any more. */
  async close(): Promise<void> {
    if (this.users > 0) await new Promise<void>((done) => (this.unused = done));
    await this.batcher.close();
    await this.model.dispose();
  }

  /** The likeliest labels, the likeliest first; at most as many as the model knows. */
  rank(probabilities: Float32Array, most: number): [RankedLabel, ...RankedLabel[]] {
    const { labels } = this.card;
    const ranked = highest(probabilities, most).map((classIndex) => ({
      label: labels[classIndex] as string,
      classIndex,
      confidence: probabilities[classIndex] as number,
    }));
    // A model card without labels is refused when it is loaded.
    return ranked as [RankedLabel, ...RankedLabel[]];
  }

  private async run(items: readonly Queued[]): Promise<(Answer | AppError)[]> {
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

/** Where the highest values stand, the highest first; of equal ones the earlier. Few are asked for, so none is sorted. */
function highest(values: Float32Array, most: number): number[] {
  const places: number[] = [];
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] as number;
    let place = places.length;
    while (place > 0 && (values[places[place - 1] as number] as number) < value) place -= 1;
    if (place === most) continue;
    places.splice(place, 0, at);
    if (places.length > most) places.pop();
  }
  return places;
}
