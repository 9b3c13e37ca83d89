import { Controller, Get, Res, StreamableFile } from '@nestjs/common';
import { Contract, Input, Tag } from '../../foundation/contract/contract.js';
import type { InputOf } from '../../foundation/contract/endpoint.js';
import { getImage, getModelInput } from './pictures.contract.js';
import { PicturesService } from './pictures.service.js';

interface Reply {
  header(name: string, value: string): Reply;
}

/** Shows the classified pictures. */
@Tag('results')
@Controller('images')
export class PicturesController {
  constructor(private readonly pictures: PicturesService) {}

  @Get(':imageId')
  @Contract(getImage)
  async show(
    @Input() { params: { imageId } }: InputOf<typeof getImage>,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<StreamableFile> {
    return answer(await this.pictures.png(imageId), reply);
  }

  @Get(':imageId/input')
  @Contract(getModelInput)
  async input(
    @Input() { params: { imageId }, query }: InputOf<typeof getModelInput>,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<StreamableFile> {
    return answer(
      await this.pictures.modelInput(imageId, { name: query.model, version: query.modelVersion }),
      reply,
    );
  }
}

function answer(png: Buffer, reply: Reply): StreamableFile {
  reply.header('cache-control', 'private, max-age=31536000, immutable');
  reply.header('x-content-type-options', 'nosniff');
  return new StreamableFile(png, { type: 'image/png', length: png.length });
}
