import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../../foundation/config/config.js';
import { CONFIG } from '../../foundation/config/config.module.js';
import type { Dataset } from '../../training/dataset/dataset.js';
import { DATASET } from '../../training/dataset/dataset.module.js';
import type { TraceContext } from '../../events/trace-context.js';
import { readRange, type RangeLimits } from './image-range.js';
import type { OutgoingImage } from './push.js';
import { type PublishedRequest, type PushCaller, RequestPublisher } from './request.publisher.js';

export interface DatasetCaller extends PushCaller {
  /** Of every image. Default: a new one for the request. */
  readonly trace?: TraceContext;
}

/** Publishes images of the data set by their indexes. */
@Injectable()
export class PublisherService {
  private readonly limits: RangeLimits;

  constructor(
    @Inject(CONFIG) config: Config,
    @Inject(DATASET) private readonly dataset: Dataset,
    private readonly requests: RequestPublisher,
  ) {
    this.limits = { size: dataset.size, maxRange: config.http.maxRange ?? dataset.size };
  }

  /**
   * Resolves as `RequestPublisher.publish` does.
   *
   * @param broker default: the first of `BROKERS`.
   * @param indexes untrusted input with `start_idx` and `end_idx`; see `readRange`.
   * @throws InvalidError for a wrong broker or range; nothing was sent. UnavailableError as `RequestPublisher` does.
   */
  async publish(
    broker: string | undefined,
    indexes: unknown,
    { trace, ...caller }: DatasetCaller = {},
  ): Promise<PublishedRequest> {
    const { width, height, channels } = this.dataset;
    const image = (index: number): OutgoingImage => {
      const { label, pixels } = this.dataset.image(index);
      return { trueLabel: label, body: { kind: 'pixels', width, height, channels, bytes: pixels } };
    };
    return this.requests.publish({ range: readRange(indexes, this.limits), image, broker, trace }, caller);
  }
}
