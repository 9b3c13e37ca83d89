import { Inject, Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import type { BrokerName, Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import type { Dataset } from '../dataset/dataset.js';
import { DATASET } from '../dataset/dataset.module.js';
import { toAppError, UnavailableError } from '../errors/app.error.js';
import { encodeImageEvent } from '../events/image.codec.js';
import { beginTrace, type TraceContext } from '../events/trace-context.js';
import { LedgerRepository } from '../ledger/ledger.repository.js';
import type { Broker } from '../transport/broker.js';
import { BROKERS, type Brokers } from '../transport/transport.module.js';
import { chooseBroker } from './broker-choice.js';
import { chunksOf, readRange, type ImageRange, type RangeLimits } from './image-range.js';

const imagesPerChunk = 500;
/** Chunks on their way at once: enough to keep a broker busy, few enough to hold memory flat for any range. */
const chunksInFlight = 4;

export interface PublishedRequest {
  readonly requestId: string;
  readonly broker: BrokerName;
  readonly accepted: number;
}

interface Progress {
  readonly requestId: string;
  readonly broker: Broker;
  readonly trace: TraceContext;
  attempted: number;
  confirmed: number;
}

/** Publishes images of the data set as events, each entered in the ledger before it leaves. */
@Injectable()
export class PublisherService {
  private readonly topic: string;
  private readonly limits: RangeLimits;

  constructor(
    @Inject(CONFIG) config: Config,
    @Inject(DATASET) private readonly dataset: Dataset,
    @Inject(BROKERS) private readonly brokers: Brokers,
    private readonly ledger: LedgerRepository,
  ) {
    this.topic = config.transport.topics.images;
    this.limits = { size: dataset.size, maxRange: config.http.maxRange };
  }

  /**
   * Resolves once the broker has confirmed every image of the range.
   *
   * @param brokerName the default broker when undefined.
   * @param indexes untrusted input with `start_idx` and `end_idx`; see `readRange`.
   * @param trace goes with every image. Default: a new one for the request.
   * @throws InvalidError for a wrong broker or range; nothing was sent.
   * @throws UnavailableError `BROKER_UNAVAILABLE`: before anything was sent, without counts; half-way, with the
   *   request id and how many images were confirmed, are unknown (sent, never confirmed) and were not sent.
   */
  async publish(
    brokerName: string | undefined,
    indexes: unknown,
    trace = beginTrace(undefined),
  ): Promise<PublishedRequest> {
    const broker = chooseBroker(this.brokers, brokerName);
    const range = readRange(indexes, this.limits);
    await broker.connect();
    const progress: Progress = { requestId: randomUUID(), broker, trace, attempted: 0, confirmed: 0 };
    await this.ledger.openRequest(progress.requestId, broker.name, range);
    const error = await this.publishRange(range, progress);
    if (error !== undefined) throw lost(progress, range, error);
    return { requestId: progress.requestId, broker: broker.name, accepted: progress.confirmed };
  }

  /** Ends when nothing more will be sent, and answers the first error, if there was one. */
  private async publishRange(range: ImageRange, progress: Progress): Promise<unknown> {
    const chunks = chunksOf(range, imagesPerChunk);
    const workers = Array.from({ length: chunksInFlight }, () => this.publishChunks(chunks, progress));
    const ends = await Promise.allSettled(workers);
    ends.push(
      ...(await Promise.allSettled([this.ledger.closeRequest(progress.requestId, progress.confirmed)])),
    );
    return ends.find((end) => end.status === 'rejected')?.reason;
  }

  /** Workers share the generator; the first failure ends it for all, so nothing is sent late. */
  private async publishChunks(chunks: Generator<ImageRange>, progress: Progress): Promise<void> {
    for (const chunk of chunks) await this.publishChunk(chunk, progress);
  }

  private async publishChunk({ start, end }: ImageRange, progress: Progress): Promise<void> {
    const { requestId, broker, trace } = progress;
    const images = Array.from({ length: end - start }, (_, offset) => this.dataset.image(start + offset));
    const idOf = (index: number) => `${requestId}/${index}`;
    const opened = images.map(({ index, label }) => ({
      imageId: idOf(index),
      imageIndex: index,
      trueLabel: label,
    }));
    await this.ledger.open(requestId, broker.name, opened);
    progress.attempted += images.length;
    const { width, height, channels } = this.dataset;
    await broker.publish(
      images.map(({ index, label, pixels }) => {
        const body = { kind: 'pixels', width, height, channels, bytes: pixels } as const;
        const event = { id: idOf(index), requestId, imageIndex: index, trueLabel: label, trace, body };
        return encodeImageEvent(event, broker.name, this.topic);
      }),
    );
    progress.confirmed += images.length;
    await this.ledger.confirm(opened.map(({ imageId }) => imageId));
  }
}

function lost(progress: Progress, range: ImageRange, cause: unknown): UnavailableError {
  const { requestId, broker, attempted, confirmed } = progress;
  const requested = range.end - range.start;
  const unknown = attempted - confirmed;
  const error = toAppError(cause);
  const text = `${broker.name} took ${confirmed} of ${requested} images, ${unknown} are unknown: ${error.message}`;
  return new UnavailableError(error.code, text, {
    cause,
    details: {
      requestId,
      broker: broker.name,
      requested,
      confirmed,
      unknown,
      notSent: requested - attempted,
      links: { request: `/requests/${requestId}` },
    },
  });
}
