import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { errorText, toAppError } from '../../foundation/errors/app.error.js';
import { encodeImage } from '../../events/image.codec.js';
import type { ImageEvent } from '../../events/image.event.js';
import { beginTrace } from '../../events/trace-context.js';
import { knownEnds } from '../../transport/publish-failure.js';
import type { ClaimCheck } from '../../storage/claim-check.js';
import type { RawBroker } from '../verification/open-broker.js';
import type { FoundPicture } from './picture.js';

const mostAtOnce = 100;
/** In bytes. The brokers' default limit for a message; a larger picture is sent alone. */
const mostBytesAtOnce = 900_000;
const chunksPerSecond = 10;

export interface PublishOptions extends Pick<ImageEvent, 'model' | 'modelVersion'> {
  readonly broker: string;
  readonly topic: string;
  readonly claimCheck: ClaimCheck;
  /** Images a second; Infinity: as fast as the broker accepts them. */
  readonly rate: number;
  /** Most images that are published. */
  readonly limit: number;
  readonly stop: AbortSignal;
  onSkipped(name: string, reason: string): void;
  onProgress(publisher: PicturePublisher): void;
}

interface Outgoing {
  readonly name: string;
  readonly event: ImageEvent;
}

/** Publishes pictures as the image events of one request. Keeps only a few of them in memory. */
export class PicturePublisher {
  readonly requestId = randomUUID();
  /** Confirmed by the broker. */
  published = 0;
  /** The broker may or may not have them: sent, and never confirmed. */
  unknown = 0;
  skipped = 0;
  private taken = 0;
  private readonly trace = beginTrace(undefined);
  private readonly started = performance.now();
  private readonly atOnce: number;

  constructor(
    private readonly broker: RawBroker,
    private readonly options: PublishOptions,
  ) {
    this.atOnce = Math.min(mostAtOnce, Math.max(1, Math.floor(options.rate / chunksPerSecond)));
  }

  get perSecond(): number {
    return (this.published * 1_000) / (performance.now() - this.started);
  }

  /**
   * Resolves once the broker has confirmed every valid picture, or when the signal aborts.
   *
   * @throws UnavailableError when the broker goes away; `unknown` counts pictures that it may or may not have.
   */
  async publish(pictures: AsyncIterable<FoundPicture> | Iterable<FoundPicture>): Promise<void> {
    const { limit, stop } = this.options;
    let chunk: Outgoing[] = [];
    let sizeBytes = 0;
    for await (const picture of pictures) {
      if (this.taken >= limit || stop.aborted) break;
      const outgoing = await this.take(picture);
      if (!outgoing) continue;
      const { length } = outgoing.event.body.bytes;
      if (chunk.length === this.atOnce || sizeBytes + length > mostBytesAtOnce) {
        await this.send(chunk);
        chunk = [];
        sizeBytes = 0;
      }
      chunk.push(outgoing);
      sizeBytes += length;
    }
    await this.send(chunk);
  }

  private async take({ name, trueLabel, read }: FoundPicture): Promise<Outgoing | undefined> {
    try {
      const body = await read();
      const { requestId, trace } = this;
      const { model, modelVersion } = this.options;
      const imageIndex = this.taken++;
      const id = `${requestId}/${imageIndex}`;
      return { name, event: { id, requestId, imageIndex, trueLabel, trace, model, modelVersion, body } };
    } catch (error) {
      this.skip(name, error);
      return undefined;
    }
  }

  private async send(chunk: readonly Outgoing[]): Promise<void> {
    const { rate, stop } = this.options;
    const waitMs = this.started + (this.published / rate) * 1_000 - performance.now();
    if (waitMs > 0) await pause(waitMs, undefined, { signal: stop }).catch(() => undefined);
    if (chunk.length === 0 || stop.aborted) return;
    try {
      await this.confirm(chunk);
    } catch (error) {
      if (toAppError(error).code !== 'MESSAGE_TOO_LARGE') throw error;
      const { accepted } = knownEnds(error);
      await this.sendEach(
        chunk.filter((_, place) => !accepted.includes(place)),
        error,
      );
    }
    this.options.onProgress(this);
  }

  /** Not every driver says which one was too large. A picture that the broker already has is recognised by its id. */
  private async sendEach(chunk: readonly Outgoing[], refusal: unknown): Promise<void> {
    const [first, ...others] = chunk;
    if (first && others.length === 0) return this.skip(first.name, refusal);
    for (const outgoing of chunk) {
      await this.confirm([outgoing]).catch((error: unknown) => {
        if (toAppError(error).code !== 'MESSAGE_TOO_LARGE') throw error;
        this.skip(outgoing.name, error);
      });
    }
  }

  private async confirm(chunk: readonly Outgoing[]): Promise<void> {
    const { broker, topic, claimCheck } = this.options;
    const events = await claimCheck.check(chunk.map(({ event }) => event));
    const images = events.map((event) => encodeImage(event, broker));
    this.unknown = chunk.length;
    try {
      await this.broker.publish(topic, images);
    } catch (error) {
      const { accepted, notSent } = knownEnds(error);
      this.unknown -= accepted.length + notSent.length;
      this.published += accepted.length;
      throw error;
    }
    this.unknown = 0;
    this.published += chunk.length;
  }

  private skip(name: string, reason: unknown): void {
    this.unknown = 0;
    this.skipped += 1;
    this.options.onSkipped(name, errorText(reason));
  }
}
