import type { ServerResponse } from 'node:http';
import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiProduces, ApiQuery, ApiTags } from '@nestjs/swagger';
import { InputPipe, readInput } from '../../../foundation/contract/read-input.js';
import type { PredictionFilter } from '../prediction-filter.js';
import { DocumentFilters } from '../results.docs.js';
import { lastEventHeader, streamQuery } from '../results.query.js';
import { LiveFeed } from './live-feed.js';

interface Reply {
  hijack(): void;
  readonly raw: ServerResponse;
}

interface StreamQuery extends PredictionFilter {
  readonly after?: number | undefined;
}

const headers = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  'x-content-type-options': 'nosniff',
  // Proxies that know this header pass each event on at once.
  'x-accel-buffering': 'no',
};

const description = `Events: \`predictions\` (a JSON array of at most 1,000; its \`id\` is the number to go on after), \`ledger\` (as
GET /ledger, at most once a second, when it has changed), \`dead-letter\` (a JSON array; not repeated after a reconnect),
\`dropped\` (the reader was too slow; come back with the last id) and \`end\` (the server stops). A comment every 15 s.`;

@ApiTags('results')
@Controller()
export class StreamController {
  constructor(private readonly feed: LiveFeed) {}

  @Get('predictions/stream')
  @ApiOperation({ summary: 'Predictions as they are stored, as Server-Sent Events', description })
  @ApiQuery({
    name: 'after',
    required: false,
    description: 'The number to go on after. Default: only what is new',
  })
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'The same, as browsers send it; it wins',
  })
  @DocumentFilters()
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ schema: { type: 'string' } })
  async stream(
    @Query(new InputPipe(streamQuery)) { after, ...filter }: StreamQuery,
    @Headers('last-event-id') lastId: string | undefined,
    @Res() reply: Reply,
  ): Promise<void> {
    const known =
      lastId === undefined ? after : readInput(lastEventHeader, { 'Last-Event-ID': lastId })['Last-Event-ID'];
    const isHead = reply.raw.req.method === 'HEAD';
    const reader = isHead ? undefined : await this.feed.admit(reply.raw, filter, known);
    reply.hijack();
    reply.raw.writeHead(200, headers);
    if (reader) await this.feed.serve(reader);
    else reply.raw.end();
  }
}
