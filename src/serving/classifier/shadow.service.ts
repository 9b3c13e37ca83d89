import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Config } from '../../foundation/config/config.js';
import { CONFIG } from '../../foundation/config/config.module.js';
import { errorText } from '../../foundation/errors/app.error.js';
import type { ImageEvent } from '../../events/image.event.js';
import { encodePrediction } from '../../events/prediction.codec.js';
import { BROKERS, type Brokers } from '../../events/transport.module.js';
import type { Classification } from './classification.js';
import { ClassifierService } from './classifier.service.js';
import { ModelRegistry } from './model-registry.js';
import type { ServedModel } from './served-model.js';
import { type Arrival, toPrediction } from './to-prediction.js';

/** A version's work as a shadow since this process started. */
export interface ShadowCounts {
  /** Predictions that the broker has accepted. */
  readonly answered: number;
  /** Images left out because too many were waiting. */
  readonly skipped: number;
  readonly failed: number;
}

/** Images that may wait for the shadow, in full batches. */
const batchesWaiting = 4;

/**
 * Runs a model's shadow on the images that the model has answered, and publishes its predictions under
 * `shadow-predictions`. Best effort: it never delays the answer and never fails it. It skips images beyond four
 * waiting batches or `BATCH_MAX_BYTES`. It counts failures, and logs one for each version. Images that still wait
 * when the process ends are dropped.
 */
@Injectable()
export class ShadowService {
  private readonly logger = new Logger('Shadow');
  private readonly tallies = new Map<string, { answered: number; skipped: number; failed: number }>();
  private readonly reported = new Set<string>();
  private waiting = 0;
  private waitingBytes = 0;

  constructor(
    private readonly registry: ModelRegistry,
    private readonly classifier: ClassifierService,
    @Inject(BROKERS) private readonly brokers: Brokers,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  countsOf(name: string, version: string): ShadowCounts {
    return { ...this.tallyOf(`${name}@${version}`) };
  }

  /** Returns at once. @param answered the model's answer for the image. */
  offer(image: ImageEvent, answered: Pick<Classification, 'model' | 'modelVersion'>, arrival: Arrival): void {
    const served = this.registry.shadowOf(answered.model);
    // An event may ask for the shadow by its version.
    if (!served || served.card.version === answered.modelVersion) return;
    const tally = this.tallyOf(`${served.card.name}@${served.card.version}`);
    const bytes = image.body.bytes.length;
    if (!this.hasRoom(bytes)) {
      tally.skipped += 1;
      return;
    }
    this.waiting += 1;
    this.waitingBytes += bytes;
    void this.predict(served, image, arrival)
      .then(
        () => (tally.answered += 1),
        (error: unknown) => {
          tally.failed += 1;
          this.reportFailure(served, error);
        },
      )
      .finally(() => {
        this.waiting -= 1;
        this.waitingBytes -= bytes;
      });
  }

  /** Accepts a single large image when none waits. */
  private hasRoom(bytes: number): boolean {
    const { size, maxBytes } = this.config.batch;
    if (this.waiting === 0) return true;
    return this.waiting < batchesWaiting * size && this.waitingBytes + bytes <= maxBytes;
  }

  private async predict(served: ServedModel, image: ImageEvent, arrival: Arrival): Promise<void> {
    const classification = await this.classifier.classifyWith(served, image.body);
    const prediction = toPrediction(image, classification, arrival, false);
    const topic = this.config.transport.topics['shadow-predictions'];
    await this.brokers
      .get(arrival.broker)
      ?.publish([{ topic, ...encodePrediction(prediction, arrival.broker) }]);
  }

  private tallyOf(key: string) {
    const tally = this.tallies.get(key) ?? { answered: 0, skipped: 0, failed: 0 };
    this.tallies.set(key, tally);
    return tally;
  }

  private reportFailure({ card }: ServedModel, error: unknown): void {
    const key = `${card.name}@${card.version}`;
    if (this.reported.has(key)) return;
    this.reported.add(key);
    this.logger.warn(
      `${key} fails in the shadow: ${errorText(error)}; further failures are counted, see GET /models`,
    );
  }
}
