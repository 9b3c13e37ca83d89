import { Controller, Get, Param, Res, StreamableFile } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { PicturesService } from './pictures.service.js';

interface Reply {
  header(name: string, value: string): Reply;
}

/** Shows what was classified. */
@ApiTags('results')
@Controller('images')
export class PicturesController {
  constructor(private readonly pictures: PicturesService) {}

  @Get(':imageId')
  @ApiOperation({ summary: 'The picture of an image, by its id with / as %2F' })
  @ApiProduces('image/png')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  @ApiNotFoundResponse({ description: 'No picture of this image is kept' })
  async show(
    @Param('imageId') imageId: string,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<StreamableFile> {
    const png = await this.pictures.png(imageId);
    reply.header('cache-control', 'private, max-age=31536000, immutable');
    reply.header('x-content-type-options', 'nosniff');
    return new StreamableFile(png, { type: 'image/png', length: png.length });
  }
}
