import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../../foundation/config/config.js';
import { CONFIG } from '../../foundation/config/config.module.js';
import type { Dataset } from '../../training/dataset/dataset.js';
import { DATASET } from '../../training/dataset/dataset.module.js';
import { drawPixels } from '../../training/dataset/draw-pixels.js';
import { InvalidError } from '../../foundation/errors/app.error.js';
import { refuseTooManyPixels } from '../../events/image-limits.js';
import { declaredSize, decode } from '../../events/picture-decoder.js';
import type { Share } from '../../foundation/concurrency/fair-turns.js';
import type { ImageBody } from '../../events/image.event.js';
import type { FileType } from '../../events/image-type.js';
import { LedgerReader } from '../../outcomes/ledger/ledger.reader.js';
import {
  type StoredPicture,
  PicturesRepository,
  pixelShape,
  pixelsType,
} from '../../outcomes/ledger/pictures.repository.js';
import { readModelCard } from '../../serving/models/model-card.js';
import { ModelFolders } from '../../serving/models/model-folders.js';
import { toModelInput } from '../../serving/models/preprocess.js';

type Content = Omit<StoredPicture, 'imageId'>;

/** In pixels. Larger pictures are shown smaller. */
const longestSide = 1_024;

/** Finds an image's picture: stored with the results, or in the data set. */
@Injectable()
export class PicturesService {
  private readonly maxPixels: number;
  private readonly folders: ModelFolders;

  constructor(
    @Inject(CONFIG) { model }: Pick<Config, 'model'>,
    @Inject(DATASET) private readonly dataset: Dataset,
    private readonly pictures: PicturesRepository,
    private readonly ledger: LedgerReader,
  ) {
    this.maxPixels = model.maxImagePixels;
    this.folders = new ModelFolders(model.directory);
  }

  /**
   * The picture as PNG, drawn again, so that only the pixels of a stranger's file are passed on.
   *
   * @param share of the decoder.
   * @throws InvalidError `NOT_FOUND` when no picture of the image is stored; the share's reason.
   */
  async png(imageId: string, share: Share): Promise<Buffer> {
    return this.redraw(await this.find(imageId), share);
  }

  /**
   * The model's view of the picture, as PNG: its size, its colours.
   *
   * @param model its name and its version, untrusted.
   * @throws InvalidError `NOT_FOUND` as `png` does, `UNKNOWN_MODEL`
   */
  async modelInput(
    imageId: string,
    model: { readonly name: string; readonly version: string },
    share: Share,
  ): Promise<Buffer> {
    const { input } = await readModelCard(await this.folders.directory(model.name, model.version));
    const body = bodyOf(await this.find(imageId));
    return drawPixels(await toModelInput(body, input, this.maxPixels, share), input);
  }

  private async find(imageId: string): Promise<Content> {
    const kept = await this.pictures.find(imageId);
    if (kept) return kept;
    const index = await this.indexOf(imageId);
    if (index !== undefined) {
      return { bytes: this.dataset.image(index).pixels, contentType: pixelsType(this.dataset) };
    }
    const allowed = 'the id of an upload or of an image of the data set, or KEEP_IMAGES=true';
    throw new InvalidError(
      'NOT_FOUND',
      `no picture of ${JSON.stringify(imageId)} is kept: it takes ${allowed}`,
      {
        details: { field: 'imageId', value: imageId, allowed },
      },
    );
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

  private async redraw(content: Content, share: Share): Promise<Buffer> {
    const shape = pixelShape(content.contentType);
    if (shape) return drawPixels(content.bytes, shape);
    const body = bodyOf(content);
    const size = await declaredSize(body, share);
    refuseTooManyPixels(size.width, size.height, this.maxPixels);
    return decode(body, size, share, (picture) =>
      picture
        .autoOrient()
        .resize(longestSide, longestSide, { fit: 'inside', withoutEnlargement: true })
        .png()
        .toBuffer(),
    );
  }
}

function bodyOf({ bytes, contentType }: Content): ImageBody {
  const shape = pixelShape(contentType);
  if (shape) return { kind: 'pixels', ...shape, bytes };
  return { kind: 'file', contentType: contentType as FileType, bytes };
}
