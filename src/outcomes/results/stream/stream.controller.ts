import { Controller, Get, Res } from '@nestjs/common';
import { Contract, Input, Tag } from '../../../foundation/contract/contract.js';
import type { InputOf } from '../../../foundation/contract/endpoint.js';
import {
  beginEventStream,
  isHeadRequest,
  type StreamReply,
} from '../../../foundation/answers/event-stream.js';
import { OpenAnswers } from '../../../foundation/answers/open-answers.js';
import { followPredictions } from '../predictions.contract.js';
import { LiveFeed } from './live-feed.js';

@Tag('results')
@Controller()
export class StreamController {
  constructor(
    private readonly feed: LiveFeed,
    private readonly open: OpenAnswers,
  ) {}

  @Get('predictions/stream')
  @Contract(followPredictions)
  async stream(
    @Input() { query: { after, ...filter }, headers }: InputOf<typeof followPredictions>,
    @Res() reply: StreamReply,
  ): Promise<void> {
    const known = headers['Last-Event-ID'] ?? after;
    this.open.admit('stream', reply);
    const reader = isHeadRequest(reply) ? undefined : await this.feed.admit(reply.raw, filter, known);
    beginEventStream(reply);
    if (reader) await this.feed.serve(reader);
    else reply.raw.end();
  }
}
