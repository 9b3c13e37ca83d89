import { randomUUID } from 'node:crypto';
import type { ImageEvent } from '../../events/image.event.js';
import { beginTrace, type TraceContext } from '../../events/trace-context.js';
import {
  type AppError,
  InvalidError,
  toAppError,
  UnavailableError,
} from '../../foundation/errors/app.error.js';
import type { Broker } from '../../transport/broker.js';
import { chunksOf, type ImageRange } from './image-range.js';

/** Images that are published in one call: enough to keep a broker busy, few enough to keep memory flat. */
const imagesPerChunk = 500;

/** One image to publish; its id and its request are added by the push. */
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
  readonly trace?: TraceContext | undefined;
}

/** The publishing of one request: how far it is, and why it goes no further. */
export class Push {
  readonly requestId = randomUUID();
  readonly trace: TraceContext;
  attempted = 0;
  confirmed = 0;
  /** Of the attempted: the broker does not have them. */
  refused = 0;
  private readonly chunks: Iterator<ImageRange>;
  private readonly stopping = new AbortController();
  private left: number;
  private failure: unknown;

  constructor(
    readonly broker: Broker,
    readonly images: OutgoingImages,
  ) {
    this.trace = images.trace ?? beginTrace(undefined);
    this.chunks = chunksOf(images.range, imagesPerChunk);
    this.left = Math.ceil(this.requested / imagesPerChunk);
  }

  get requested(): number {
    return sizeOf(this.images);
  }

  /** Chunks that have not begun. */
  get chunksLeft(): number {
    return this.left;
  }

  /** Aborts when no further chunk may begin. */
  get stopped(): AbortSignal {
    return this.stopping.signal;
  }

  /** The next chunk to publish; undefined after the last. */
  nextChunk(): ImageRange | undefined {
    const { done, value } = this.chunks.next();
    if (done) return undefined;
    this.left -= 1;
    return value;
  }

  /** Begins no further chunk. @param reason the first one counts. */
  stop(reason: unknown): void {
    this.failure ??= reason;
    this.stopping.abort();
  }

  /**
   * Why not every image is published, with the counts: confirmed, unknown (sent, never confirmed) and not sent.
   * Undefined while nothing has failed.
   */
  get error(): AppError | undefined {
    if (this.failure === undefined || (this.confirmed === this.requested && isStop(this.failure)))
      return undefined;
    const { requestId, broker, requested, attempted, confirmed, refused } = this;
    const unknown = attempted - confirmed - refused;
    const text = `${broker.name} took ${confirmed} of ${requested} images, ${unknown} are unknown`;
    return withDetails(this.failure, text, {
      requestId,
      broker: broker.name,
      requested,
      confirmed,
      unknown,
      notSent: requested - attempted + refused,
      links: { request: `/requests/${requestId}` },
    });
  }
}

/** For a push that began nothing: the same counts, without a request. */
export function nothingSent(broker: Broker, images: OutgoingImages, cause: unknown): AppError {
  const requested = sizeOf(images);
  const details = { broker: broker.name, requested, confirmed: 0, unknown: 0, notSent: requested };
  return withDetails(cause, `none of ${requested} images was sent`, details);
}

/** A reason to stop that is nobody's failure. */
export const pushStopped = (why: string): UnavailableError => new UnavailableError('NOT_READY', why);

const isStop = (reason: unknown) => reason instanceof UnavailableError && reason.code === 'NOT_READY';

const sizeOf = ({ range: { start, end } }: OutgoingImages) => end - start;

function withDetails(cause: unknown, text: string, details: Readonly<Record<string, unknown>>): AppError {
  const error = toAppError(cause);
  // A broker's refusal is no outage.
  const type = error.kind === 'invalid' ? InvalidError : UnavailableError;
  return new type(error.code, `${text}: ${error.message}`, { cause, details });
}
