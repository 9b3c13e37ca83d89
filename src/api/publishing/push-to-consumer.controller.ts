import { Controller, Headers, Post, Res } from '@nestjs/common';
import { Contract, Input, Tag } from '../../foundation/contract/contract.js';
import { Needs } from '../security/access.js';
import { type PushAnswer, PushAnswers, type PushInput, type PushReply } from './push.answers.js';
import { pushImages } from './push-to-consumer.contract.js';

export const pushPaths = ['push-to-consumer', ':broker/push-to-consumer'];

/** Publishes images by index range, to the broker of the path or, without one, to the first enabled broker. */
@Tag('push')
@Needs('push')
@Controller(pushPaths)
export class PushToConsumerController {
  constructor(private readonly answers: PushAnswers) {}

  @Post()
  @Contract(pushImages)
  pushByForm(
    @Input() input: PushInput,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: PushReply,
  ): Promise<PushAnswer> {
    return this.answers.push(input, accept, reply);
  }
}
