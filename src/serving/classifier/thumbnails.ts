import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Batcher } from '../../foundation/concurrency/batcher.js';
import type { Config } from '../../foundation/config/config.js';
import { CONFIG } from '../../foundation/config/config.module.js';
import { errorText } from '../../foundation/errors/app.error.js';
import { imageName } from '../../events/image-name.js';
import type { ImageEvent } from '../../events/image.event.js';
import { pixelsType } from '../../outcomes/ledger/pictures.repository.js';
import { type Thumbnail, ThumbnailsRepository } from '../../outcomes/ledger/thumbnails.repository.js';
import type { ScaledPicture } from '../models/scaled-picture.js';
import {
  type DrawnThumbnail,
  drawThumbnail,
  enoughOf,
  isSmall,
  type RawPixels,
} from '../models/thumbnail.js';
import { ThumbnailAllowance } from './thumbnail-allowance.js';

/** In bytes, of pictures that wait to be drawn. */
const mostWaitingBytes = 64_000_000;
/** In milliseconds. Thumbnails of this time are stored together. */
const storeEveryMs = 100;

/** All thumbnails are one request at the decoder: they take turns with the images that are classified. */
const share = { owner: 'thumbnails' };

/** Takes what is decoded of a picture for the model, if it is to have a thumbnail. */
export class Sketch {
  /** Undefined while nothing was decoded. */
  isWanted: boolean | undefined;
  decoded: RawPixels | undefined;

  constructor(private readonly isAllowed: () => boolean) {}

  readonly take = (whole: ScaledPicture): void => {
    this.isWanted = this.isAllowed();
    if (this.isWanted) this.decoded = enoughOf(whole);
  };
}

/**
 * Keeps a small picture of images that were classified. Best effort: it never delays an answer and never fails it.
 * One picture is drawn at a time; those beyond the allowance of a second, or 64 MB of waiting ones, get none.
 */
@Injectable()
export class Thumbnails implements OnApplicationShutdown {
  private readonly logger = new Logger('Thumbnails');
  private readonly allowance: ThumbnailAllowance;
  private readonly inserts: Batcher<Thumbnail, undefined>;
  private drawing: Promise<unknown> = Promise.resolve();
  private waitingBytes = 0;
  private hasFailed = false;
  private isClosing = false;

  constructor(@Inject(CONFIG) { thumbnails }: Pick<Config, 'thumbnails'>, repository: ThumbnailsRepository) {
    const { perSecond, maxBytes } = thumbnails;
    this.allowance = new ThumbnailAllowance(perSecond);
    this.inserts = new Batcher<Thumbnail, undefined>(
      async (some) => {
        await repository.keep(some, maxBytes);
        return some.map(() => undefined);
      },
      { maxItems: 100, maxWaitMs: storeEveryMs },
    );
    this.logger.log(`at most ${perSecond} a second are kept, ${maxBytes} bytes of them (THUMBNAILS)`);
  }

  /** Of a picture that will be decoded; offer it with the image. */
  sketch(): Sketch {
    return new Sketch(this.isAllowed);
  }

  /** Returns at once. Call it for each classified image. */
  offer(image: ImageEvent, sketch?: Sketch): void {
    if (!(sketch?.isWanted ?? this.isAllowed())) return;
    const decoded = sketch?.decoded;
    const length = image.body.bytes.length + (decoded?.bytes.length ?? 0);
    if (this.waitingBytes > 0 && this.waitingBytes + length > mostWaitingBytes) return;
    this.waitingBytes += length;
    void this.keep(image, decoded)
      .catch((error: unknown) => this.reportFailure(image, error))
      .finally(() => (this.waitingBytes -= length));
  }

  /** What is not drawn yet is dropped. */
  async onApplicationShutdown(): Promise<void> {
    this.isClosing = true;
    await this.drawing;
    await this.inserts.close();
  }

  private readonly isAllowed = () => this.allowance.take(Date.now());

  private async keep({ body, source, id, requestId }: ImageEvent, decoded?: RawPixels): Promise<void> {
    const asItIs = isSmall(body) && { contentType: pixelsType(body), bytes: body.bytes };
    const { contentType, bytes } = asItIs || (await this.draw(body, decoded));
    await this.inserts.add({ imageId: imageName({ source, id }), requestId, contentType, bytes });
  }

  private draw(body: ImageEvent['body'], decoded?: RawPixels): Promise<DrawnThumbnail> {
    const drawn = this.drawing.then(() => {
      if (this.isClosing) throw new Error('the classifier ends');
      return drawThumbnail(body, share, decoded);
    });
    this.drawing = drawn.catch(() => undefined);
    return drawn;
  }

  private reportFailure(image: ImageEvent, error: unknown): void {
    if (this.hasFailed || this.isClosing) return;
    this.hasFailed = true;
    const name = JSON.stringify(imageName(image));
    this.logger.warn(`no picture of ${name} is kept: ${errorText(error)}; others like it get no line here`);
  }
}
