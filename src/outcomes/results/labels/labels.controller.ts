import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { InputPipe } from '../../../foundation/contract/read-input.js';
import { labelFields } from '../../../events/label.codec.js';
import { DocumentLabel, labelledExample } from './labels.docs.js';
import { type LabelledImage, LabelsService } from './labels.service.js';

const labelInput = z.strictObject(labelFields);
type LabelInput = z.output<typeof labelInput>;

interface Reply {
  status(code: number): Reply;
}

/** Takes and shows the truth about single images. */
@ApiTags('results')
@Controller('predictions/:id')
export class LabelsController {
  constructor(private readonly labels: LabelsService) {}

  @Get('labels')
  @ApiOperation({
    summary: 'The truth about an image: every label that was given, and those allowed',
    description: 'The id is the imageId of a prediction, with / as %2F.',
  })
  @ApiOkResponse({ schema: { example: labelledExample } })
  @ApiNotFoundResponse({ description: 'No image has this id' })
  show(@Param('id') id: string): Promise<LabelledImage> {
    return this.labels.of(id);
  }

  @Post('label')
  @DocumentLabel()
  async give(
    @Param('id') imageId: string,
    @Body(new InputPipe(labelInput)) { label, source }: LabelInput,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<LabelledImage> {
    await this.labels.check(imageId);
    await this.labels.give({ imageId, label, source, givenAt: new Date().toISOString() });
    const labelled = await this.labels.of(imageId);
    reply.status(labelled.state === 'predicted' ? 200 : 202);
    return labelled;
  }
}
