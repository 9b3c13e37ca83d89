import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../../foundation/config/config.js';
import { CONFIG } from '../../foundation/config/config.module.js';
import { drawPixels } from '../../training/dataset/draw-pixels.js';
import { refuseTooManyPixels } from '../../events/image-limits.js';
import { declaredSize, decode } from '../../events/picture-decoder.js';
import type { Share } from '../../foundation/concurrency/fair-turns.js';
import type { ImageBody } from '../../events/image.event.js';
import type { FileType } from '../../events/image-type.js';
import { pixelShape } from '../../outcomes/ledger/pictures.repository.js';
import { readModelCard } from '../../serving/models/model-card.js';
import { ModelFolders } from '../../serving/models/model-folders.js';
import { toModelInput } from '../../serving/models/preprocess.js';
import { type KeptPicture, KeptPictures } from './kept-pictures.js';

/** In pixels. Larger pictures are shown smaller. */
const longestSide = 1_024;

/** Draws images' pictures, as they are kept and as a model gets them. */
@Injectable()
export class PicturesService {
  private readonly maxPixels: number;
  private readonly folders: ModelFolders;

  constructor(
    @Inject(CONFIG) { model }: Pick<Config, 'model'>,
    private readonly kept: KeptPictures,
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
    return this.redraw(await this.kept.find(imageId), share);
  }

  /**
   * The model's view of the picture, as PNG: its size, its colours.
   *
   * @param model its name and its version, untrusted.
   * @throws InvalidError `NOT_FOUND` when no picture is kept as it came, `UNKNOWN_MODEL`
   */
  async modelInput(
    imageId: string,
    model: { readonly name: string; readonly version: string },
    share: Share,
  ): Promise<Buffer> {
    const { input } = await readModelCard(await this.folders.directory(model.name, model.version));
    const body = bodyOf(await this.kept.findWhole(imageId));
    return drawPixels(await toModelInput(body, input, this.maxPixels, share), input);
  }

  private async redraw(content: KeptPicture, share: Share): Promise<Buffer> {
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

function bodyOf({ bytes, contentType }: KeptPicture): ImageBody {
  const shape = pixelShape(contentType);
  if (shape) return { kind: 'pixels', ...shape, bytes };
  return { kind: 'file', contentType: contentType as FileType, bytes };
}
