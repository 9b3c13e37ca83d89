import { Controller, Get, Headers, Inject, Param, Res, StreamableFile } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Dataset } from '../../training/dataset/dataset.js';
import { DATASET } from '../../training/dataset/dataset.module.js';
import { drawPixels } from '../../training/dataset/draw-pixels.js';
import { InvalidError } from '../../foundation/errors/app.error.js';

interface Reply {
  status(code: number): Reply;
  header(name: string, value: string): Reply;
}

const datasetExample = {
  name: 'fashion-mnist',
  description: 'the Fashion-MNIST test set',
  sampled: false,
  size: 10_000,
  labels: ['T-shirt/top', 'Trouser', 'Pullover'],
};

/** Shows the images that push-to-consumer publishes. */
@ApiTags('data set')
@Controller('dataset')
export class DatasetController {
  constructor(@Inject(DATASET) private readonly dataset: Dataset) {}

  @Get()
  @ApiOperation({ summary: 'What the images are; `sampled` when they were drawn and are no test set' })
  @ApiOkResponse({ schema: { example: datasetExample } })
  show() {
    const { name, description, sampled, size, labels } = this.dataset;
    return { name, description, sampled, size, labels };
  }

  @Get('images/:index')
  @ApiOperation({ summary: 'One image' })
  @ApiProduces('image/png')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  @ApiNotFoundResponse({ description: 'The data set ends before this index' })
  async image(
    @Param('index') text: string,
    @Headers('if-none-match') known: string | undefined,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<StreamableFile | undefined> {
    const index = this.readIndex(text);
    const tag = `"${encodeURIComponent(this.dataset.name)}${this.dataset.sampled ? '-sampled' : ''}-${index}"`;
    reply.header('etag', tag).header('cache-control', 'private, max-age=3600');
    if (known === tag) {
      reply.status(304);
      return undefined;
    }
    return new StreamableFile(await drawPixels(this.dataset.image(index).pixels, this.dataset), {
      type: 'image/png',
    });
  }

  private readIndex(text: string): number {
    if (/^\d{1,9}$/.test(text) && Number(text) < this.dataset.size) return Number(text);
    const allowed = `a whole number from 0 to ${this.dataset.size - 1}`;
    throw new InvalidError('NOT_FOUND', `no image ${JSON.stringify(text)}: the index is ${allowed}`, {
      details: { field: 'index', value: text, allowed },
    });
  }
}
