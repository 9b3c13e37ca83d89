import { Controller, Get, Headers, Module, Res } from '@nestjs/common';
import { Contract, Input, Tag } from '../../foundation/contract/contract.js';
import type { InputOf } from '../../foundation/contract/endpoint.js';
import { Needs } from '../security/access.js';
import { PublishingModule } from './publishing.module.js';
import { type PushAnswer, PushAnswers, type PushReply } from './push.answers.js';
import { pushImagesByLink } from './push-to-consumer.contract.js';
import { pushPaths } from './push-to-consumer.controller.js';

/** Publishes images by a link, which a page of another site may show to a visitor: `GET_PUSH=false` leaves it out. */
@Tag('push')
@Needs('push')
@Controller(pushPaths)
export class PushByLinkController {
  constructor(private readonly answers: PushAnswers) {}

  @Get()
  @Contract(pushImagesByLink)
  pushByLink(
    @Input() { query, ...input }: InputOf<typeof pushImagesByLink>,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: PushReply,
  ): Promise<PushAnswer> {
    return this.answers.push({ ...input, body: query }, accept, reply);
  }
}

@Module({ imports: [PublishingModule], controllers: [PushByLinkController] })
export class PushByLinkModule {}
