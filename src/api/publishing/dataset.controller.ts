import { Controller, Get, Inject, Res, StreamableFile } from '@nestjs/common';
import { Contract, Input, Tag } from '../../foundation/contract/contract.js';
import type { InputOf } from '../../foundation/contract/endpoint.js';
import type { Dataset } from '../../training/dataset/dataset.js';
import { DATASET } from '../../training/dataset/dataset.module.js';
import { drawPixels } from '../../training/dataset/draw-pixels.js';
import { InvalidError } from '../../foundation/errors/app.error.js';
import { type DatasetView, getDataset, getDatasetImage } from './dataset.contract.js';

interface Reply {
  status(code: number): Reply;
  header(name: string, value: string): Reply;
}

/** Shows the images that push-to-consumer publishes. */
@Tag('data set')
@Controller('dataset')
export class DatasetController {
  constructor(@Inject(DATASET) private readonly dataset: Dataset) {}

  @Get()
  @Contract(getDataset)
  show(): DatasetView {
    const { name, description, sampled, size, labels } = this.dataset;
    return { name, description, sampled, size, labels };
  }

  @Get('images/:index')
  @Contract(getDatasetImage)
  async image(
    @Input() { params, headers }: InputOf<typeof getDatasetImage>,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<StreamableFile | undefined> {
    const index = this.readIndex(params.index);
    const tag = `"${encodeURIComponent(this.dataset.name)}${this.dataset.sampled ? '-sampled' : ''}-${index}"`;
    reply.header('etag', tag).header('cache-control', 'private, max-age=3600');
    if (headers['If-None-Match'] === tag) {
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
