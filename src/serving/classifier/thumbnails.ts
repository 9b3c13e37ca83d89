import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Batcher } from '../../foundation/concurrency/batcher.js';
import type { Config } from '../../foundation/config/config.js';
import { CONFIG } from '../../foundation/config/config.module.js';
import { errorText } from '../../foundation/errors/app.error.js';
import { imageName } from '../../events/image-name.js';
import type { ImageEvent } from '../../events/image.event.js';
import { pixelsType } from '../../outcomes/ledger/pictures.repository.js';
import { type Thumbnail, ThumbnailsRepository } from '../../outcomes/ledger/thumbnails.repository.js';
import { type DrawnThumbnail, drawThumbnail, isSmall } from '../models/thumbnail.js';
import { ThumbnailAllowance } from './thumbnail-allowance.js';

/** In bytes, of pictures that wait to be drawn. */
const mostWaitingBytes = 64_000_000;
/** In milliseconds. Thumbnails of this time are stored together. */
const storeEveryMs = 100;

/** All thumbnails are one request at the decoder: they take turns with the images that are classified. */
const share = { owner: 'thumbnails' };

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

  /** Returns at once. Call it for each classified image. */
  offer(image: ImageEvent): void {
    if (!this.allowance.take(Date.now())) return;
    const { length } = image.body.bytes;
    if (this.waitingBytes > 0 && this.waitingBytes + length > mostWaitingBytes) return;
    this.waitingBytes += length;
    void this.keep(image)
      .catch((error: unknown) => this.reportFailure(image, error))
      .finally(() => (this.waitingBytes -= length));
  }

  /** What is not drawn yet is dropped. */
  async onApplicationShutdown(): Promise<void> {
    this.isClosing = true;
    await this.drawing;
    await this.inserts.close();
  }

  private async keep({ body, source, id, requestId }: ImageEvent): Promise<void> {
    const asItIs = isSmall(body) && { contentType: pixelsType(body), bytes: body.bytes };
    const { contentType, bytes } = asItIs || (await this.draw(body));
    await this.inserts.add({ imageId: imageName({ source, id }), requestId, contentType, bytes });
  }

  private draw(body: ImageEvent['body']): Promise<DrawnThumbnail> {
    const drawn = this.drawing.then(() => {
      if (this.isClosing) throw new Error('the classifier ends');
      return drawThumbnail(body, share);
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
