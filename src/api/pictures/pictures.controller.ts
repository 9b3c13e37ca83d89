import { Controller, Get, Param, Query, Res, StreamableFile } from '@nestjs/common';
import {
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiQuery,
  ApiTags,
} from '@nestjs/swagger';
import { z } from 'zod';
import { InputPipe } from '../../foundation/contract/read-input.js';
import { PicturesService } from './pictures.service.js';

const someText = z.string('given once, as text').min(1, 'not empty');
const inputQuery = z.object({ model: someText, modelVersion: someText });
type InputQuery = z.output<typeof inputQuery>;

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
    return answer(await this.pictures.png(imageId), reply);
  }

  @Get(':imageId/input')
  @ApiOperation({ summary: 'What a model sees of an image: the picture as it enters the network' })
  @ApiQuery({ name: 'model', description: 'Its name' })
  @ApiQuery({ name: 'modelVersion', description: 'Its version' })
  @ApiProduces('image/png')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  @ApiNotFoundResponse({ description: 'No picture of this image is kept, or there is no such model' })
  async input(
    @Param('imageId') imageId: string,
    @Query(new InputPipe(inputQuery)) { model: name, modelVersion: version }: InputQuery,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<StreamableFile> {
    return answer(await this.pictures.modelInput(imageId, { name, version }), reply);
  }
}

function answer(png: Buffer, reply: Reply): StreamableFile {
  reply.header('cache-control', 'private, max-age=31536000, immutable');
  reply.header('x-content-type-options', 'nosniff');
  return new StreamableFile(png, { type: 'image/png', length: png.length });
}
