import { Controller, Get, Post, Res } from '@nestjs/common';
import { Contract, Input, Tag } from '../../foundation/contract/contract.js';
import type { InputOf } from '../../foundation/contract/endpoint.js';
import { getImageLabels, type ImageTruth, labelImage } from './labels.contract.js';
import { LabelsService } from './labels.service.js';

interface Reply {
  status(code: number): Reply;
}

/** Stores and shows the truth about single images. */
@Tag('results')
@Controller('predictions/:id')
export class LabelsController {
  constructor(private readonly labels: LabelsService) {}

  @Get('labels')
  @Contract(getImageLabels)
  show(@Input() { params, query }: InputOf<typeof getImageLabels>): Promise<ImageTruth> {
    return this.labels.of({ id: params.id, source: query.imageSource });
  }

  @Post('label')
  @Contract(labelImage)
  async give(
    @Input() { params: { id }, query: { imageSource }, body: { label, source } }: InputOf<typeof labelImage>,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ImageTruth> {
    const reference = { id, source: imageSource };
    await this.labels.check(reference);
    await this.labels.give({ imageId: id, imageSource, label, source, givenAt: new Date().toISOString() });
    const labelled = await this.labels.of(reference);
    reply.status(labelled.state === 'predicted' ? 200 : 202);
    return labelled;
  }
}
