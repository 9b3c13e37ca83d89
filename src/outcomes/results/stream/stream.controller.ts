import type { ServerResponse } from 'node:http';
import { Controller, Get, Res } from '@nestjs/common';
import { Contract, Input, Tag } from '../../../foundation/contract/contract.js';
import type { InputOf } from '../../../foundation/contract/endpoint.js';
import { followPredictions } from '../predictions.contract.js';
import { LiveFeed } from './live-feed.js';

interface Reply {
  hijack(): void;
  readonly raw: ServerResponse;
}

const answerHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  'x-content-type-options': 'nosniff',
  // Proxies that know this header pass each event on at once.
  'x-accel-buffering': 'no',
};

@Tag('results')
@Controller()
export class StreamController {
  constructor(private readonly feed: LiveFeed) {}

  @Get('predictions/stream')
  @Contract(followPredictions)
  async stream(
    @Input() { query: { after, ...filter }, headers }: InputOf<typeof followPredictions>,
    @Res() reply: Reply,
  ): Promise<void> {
    const known = headers['Last-Event-ID'] ?? after;
    const isHead = reply.raw.req.method === 'HEAD';
    const reader = isHead ? undefined : await this.feed.admit(reply.raw, filter, known);
    reply.hijack();
    reply.raw.writeHead(200, answerHeaders);
    if (reader) await this.feed.serve(reader);
    else reply.raw.end();
  }
}
