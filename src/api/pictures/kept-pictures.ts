import { Inject, Injectable } from '@nestjs/common';
import { InvalidError } from '../../foundation/errors/app.error.js';
import { LedgerReader } from '../../outcomes/ledger/ledger.reader.js';
import {
  PicturesRepository,
  pixelShape,
  pixelsType,
  type StoredPicture,
} from '../../outcomes/ledger/pictures.repository.js';
import { ThumbnailsRepository } from '../../outcomes/ledger/thumbnails.repository.js';
import type { Dataset } from '../../training/dataset/dataset.js';
import { DATASET } from '../../training/dataset/dataset.module.js';

export type KeptPicture = Omit<StoredPicture, 'imageId'>;

const allowed =
  'the id of an upload or of an image of the data set; of other images a small picture is kept with THUMBNAILS=on';

/** Finds an image's picture: stored with the results, in the data set, or a thumbnail. */
@Injectable()
export class KeptPictures {
  constructor(
    @Inject(DATASET) private readonly dataset: Dataset,
    private readonly pictures: PicturesRepository,
    private readonly thumbnails: ThumbnailsRepository,
    private readonly ledger: LedgerReader,
  ) {}

  /** @throws InvalidError `NOT_FOUND` when no picture of the image is kept. */
  async find(imageId: string): Promise<KeptPicture> {
    const kept = (await this.whole(imageId)) ?? (await this.thumbnails.find(imageId));
    if (kept) return kept;
    throw notFound(imageId, `no picture of ${JSON.stringify(imageId)} is kept: it takes ${allowed}`);
  }

  /**
   * The picture as it came, from which a model's input can be made.
   *
   * @throws InvalidError `NOT_FOUND` when none is kept, or only one that was made smaller.
   */
  async findWhole(imageId: string): Promise<KeptPicture> {
    const whole = await this.whole(imageId);
    if (whole) return whole;
    const found = await this.find(imageId);
    if (pixelShape(found.contentType)) return found;
    const text = `only a small picture of ${JSON.stringify(imageId)} is kept, which is not what the model got`;
    throw notFound(imageId, text);
  }

  private async whole(imageId: string): Promise<KeptPicture | undefined> {
    const kept = await this.pictures.find(imageId);
    if (kept) return kept;
    const index = await this.indexOf(imageId);
    if (index === undefined) return undefined;
    return { bytes: this.dataset.image(index).pixels, contentType: pixelsType(this.dataset) };
  }

  /**
   * Only requests made here have such ids, and only those without uploads use the data set; an event may claim any
   * id.
   */
  private async indexOf(imageId: string): Promise<number | undefined> {
    const { request, index } = /^(?<request>.+)\/(?<index>\d{1,9})$/s.exec(imageId)?.groups ?? {};
    if (request === undefined || index === undefined) return undefined;
    const range = await this.ledger.request(request);
    const number = Number(index);
    const isPushed = range && !range.uploaded && number >= range.start_idx && number < range.end_idx;
    return isPushed && number < this.dataset.size ? number : undefined;
  }
}

const notFound = (imageId: string, text: string) =>
  new InvalidError('NOT_FOUND', text, { details: { field: 'imageId', value: imageId, allowed } });
