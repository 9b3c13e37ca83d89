import { Controller, Get, Res, StreamableFile } from '@nestjs/common';
import { Contract, Input, Tag } from '../../foundation/contract/contract.js';
import type { InputOf } from '../../foundation/contract/endpoint.js';
import { ownerOf } from '../../foundation/answers/callers.js';
import type { LongReply } from '../../foundation/answers/open-answers.js';
import { overSignal } from '../../foundation/errors/response-over.js';
import { ImageFinder } from '../../outcomes/ledger/image.finder.js';
import { getImage, getModelInput } from './pictures.contract.js';
import { PicturesService } from './pictures.service.js';

interface Reply extends LongReply {
  header(name: string, value: string): Reply;
}

/** Shows the classified pictures. */
@Tag('results')
@Controller('images')
export class PicturesController {
  constructor(
    private readonly pictures: PicturesService,
    private readonly images: ImageFinder,
  ) {}

  @Get(':imageId')
  @Contract(getImage)
  async show(
    @Input() { params, query }: InputOf<typeof getImage>,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<StreamableFile> {
    return answer(await this.pictures.png(await this.nameOf(params.imageId, query), shareOf(reply)), reply);
  }

  @Get(':imageId/input')
  @Contract(getModelInput)
  async input(
    @Input() { params, query }: InputOf<typeof getModelInput>,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<StreamableFile> {
    const name = await this.nameOf(params.imageId, query);
    const model = { name: query.model, version: query.modelVersion };
    return answer(await this.pictures.modelInput(name, model, shareOf(reply)), reply);
  }

  private nameOf(id: string, { imageSource: source }: { readonly imageSource?: string | undefined }) {
    return this.images.name({ source, id });
  }
}

/** All pictures that a caller looks at share its turns. */
const shareOf = (reply: Reply) => ({ owner: ownerOf(reply.request), signal: overSignal(reply.raw) });

function answer(png: Buffer, reply: Reply): StreamableFile {
  reply.header('cache-control', 'private, max-age=31536000, immutable');
  reply.header('x-content-type-options', 'nosniff');
  return new StreamableFile(png, { type: 'image/png', length: png.length });
}
