import { Inject, Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import type { Config } from '../../foundation/config/config.js';
import { CONFIG } from '../../foundation/config/config.module.js';
import { InvalidError, toAppError, UnavailableError } from '../../foundation/errors/app.error.js';
import { encodeImageEvent } from '../../events/image.codec.js';
import type { ImageBody, ImageEvent } from '../../events/image.event.js';
import { beginTrace, type TraceContext } from '../../events/trace-context.js';
import { LedgerRepository } from '../../outcomes/ledger/ledger.repository.js';
import { PicturesRepository, pixelsType } from '../../outcomes/ledger/pictures.repository.js';
import type { Broker } from '../../transport/broker.js';
import { type KnownEnds, knownEnds } from '../../transport/publish-failure.js';
import { BROKERS, type Brokers } from '../../events/transport.module.js';
import { logIdOf } from './log-id.js';
import { chooseBroker } from './broker-choice.js';
import { chunksOf, type ImageRange } from './image-range.js';

const imagesPerChunk = 500;
/** Chunks published at once: enough to keep a broker busy, few enough to keep memory flat for any range. */
const chunksInFlight = 4;

/** One image to publish; its id and its request are added here. */
export type OutgoingImage = Pick<ImageEvent, 'body' | 'trueLabel' | 'model' | 'modelVersion'>;

export interface OutgoingImages {
  /** Indexes of the images: `start` inclusive, `end` exclusive. */
  readonly range: ImageRange;
  image(index: number): OutgoingImage;
  /** The pictures exist nowhere else: store them with the results. */
  readonly keep?: boolean;
  /** Default: the first of `BROKERS`. */
  readonly broker?: string | undefined;
  /** Of every image. Default: a new one for the request. */
  readonly trace?: TraceContext;
}

export interface PublishedRequest {
  readonly requestId: string;
  readonly broker: string;
  readonly accepted: number;
}

interface Progress {
  readonly requestId: string;
  readonly broker: Broker;
  readonly images: OutgoingImages;
  readonly trace: TraceContext;
  attempted: number;
  confirmed: number;
  /** Of the attempted: the broker does not have them. */
  refused: number;
}

/** Publishes the images of one request as events, after writing each to the ledger. */
@Injectable()
export class RequestPublisher {
  private readonly topic: string;

  constructor(
    @Inject(CONFIG) { transport }: Config,
    @Inject(BROKERS) private readonly brokers: Brokers,
    private readonly ledger: LedgerRepository,
    private readonly pictures: PicturesRepository,
  ) {
    this.topic = transport.topics.images;
  }

  /**
   * Resolves once the broker has confirmed every image.
   *
   * @throws InvalidError for a wrong broker; nothing was sent.
   * @throws UnavailableError `BROKER_UNAVAILABLE`: before anything was sent, without counts; half-way, with the
   *   request id and the numbers of images that were confirmed, are unknown (sent, never confirmed) and were not sent.
   */
  async publish(images: OutgoingImages): Promise<PublishedRequest> {
    const broker = chooseBroker(this.brokers, images.broker);
    await broker.connect();
    const trace = images.trace ?? beginTrace(undefined);
    const progress: Progress = {
      requestId: randomUUID(),
      broker,
      images,
      trace,
      attempted: 0,
      confirmed: 0,
      refused: 0,
    };
    await this.ledger.openRequest(progress.requestId, broker.name, {
      ...images.range,
      uploaded: images.keep,
      logId: await logIdOf(broker, this.topic),
    });
    const error = await this.publishRange(progress);
    if (error !== undefined) throw lost(progress, error);
    return { requestId: progress.requestId, broker: broker.name, accepted: progress.confirmed };
  }

  /** Resolves when nothing more will be sent, with the first error if there was one. */
  private async publishRange(progress: Progress): Promise<unknown> {
    const chunks = chunksOf(progress.images.range, imagesPerChunk);
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
    const { requestId, broker, images, trace } = progress;
    const events = Array.from({ length: end - start }, (_, offset): ImageEvent => {
      const imageIndex = start + offset;
      return { ...images.image(imageIndex), id: `${requestId}/${imageIndex}`, requestId, imageIndex, trace };
    });
    const opened = events.map(({ id, imageIndex = 0, trueLabel }) => ({
      imageId: id,
      imageIndex,
      trueLabel,
    }));
    await this.ledger.open(requestId, broker.name, opened);
    if (images.keep) await this.keep(events);
    progress.attempted += events.length;
    const ids = events.map(({ id }) => id);
    try {
      await broker.publish(events.map((event) => encodeImageEvent(event, broker.name, this.topic)));
    } catch (error) {
      await this.settle(ids, knownEnds(error), progress);
      throw error;
    }
    progress.confirmed += events.length;
    await this.ledger.confirm(ids);
  }

  /** A chunk failed, but the broker has some of its images, and surely not some others. */
  private async settle(ids: readonly string[], ends: KnownEnds, progress: Progress): Promise<void> {
    const named = (places: readonly number[]) => places.map((place) => ids[place] as string);
    const [accepted, notSent] = [named(ends.accepted), named(ends.notSent)];
    progress.confirmed += accepted.length;
    progress.refused += notSent.length;
    if (accepted.length > 0) await this.ledger.confirm(accepted);
    if (notSent.length > 0) await this.ledger.withdraw(notSent);
  }

  private keep(events: readonly ImageEvent[]): Promise<void> {
    return this.pictures.keep(
      events.map(({ id, body }) => ({ imageId: id, contentType: contentTypeOf(body), bytes: body.bytes })),
    );
  }
}

const contentTypeOf = (body: ImageBody) => (body.kind === 'file' ? body.contentType : pixelsType(body));

function lost({ requestId, broker, images, attempted, confirmed, refused }: Progress, cause: unknown) {
  const requested = images.range.end - images.range.start;
  const unknown = attempted - confirmed - refused;
  const error = toAppError(cause);
  const text = `${broker.name} took ${confirmed} of ${requested} images, ${unknown} are unknown: ${error.message}`;
  const details = {
    requestId,
    broker: broker.name,
    requested,
    confirmed,
    unknown,
    notSent: requested - attempted + refused,
    links: { request: `/requests/${requestId}` },
  };
  // A broker's refusal is no outage.
  if (error.kind === 'invalid') return new InvalidError(error.code, text, { cause, details });
  return new UnavailableError(error.code, text, { cause, details });
}
