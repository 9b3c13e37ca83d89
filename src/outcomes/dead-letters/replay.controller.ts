import { Body, Controller, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBody,
  ApiConflictResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { InputPipe, readInput } from '../../foundation/contract/read-input.js';
import { replayExample, reportExample } from './dead-letters.examples.js';
import { idParameter, replayInput } from './dead-letters.query.js';
import { type Replayed, type ReplayReport, ReplayService } from './replay.service.js';

const bodySchema = {
  type: 'object',
  properties: {
    topic: { type: 'string', description: 'The topic that the messages came from' },
    code: { type: 'string', description: 'Why they failed' },
    request: { type: 'string', description: 'The request that they belong to' },
    dryRun: { type: 'boolean', default: false },
    limit: { type: 'integer', default: 1000, maximum: 10_000 },
  },
} as const;

/** Publishes dead letters again. */
@ApiTags('dead letters')
@Controller('dead-letters')
export class ReplayController {
  constructor(private readonly replays: ReplayService) {}

  @Post('replay')
  @HttpCode(200)
  @ApiOperation({ summary: 'Publish the dead letters that match again, the oldest first' })
  @ApiBody({ required: false, schema: bodySchema })
  @ApiOkResponse({ schema: { example: reportExample } })
  replayAll(@Query() query: object, @Body() body: object | undefined): Promise<ReplayReport> {
    return this.replays.replayAll(readInput(replayInput, { ...query, ...body }));
  }

  @Post(':id/replay')
  @HttpCode(202)
  @ApiOperation({ summary: 'Publish a dead letter again, to the topic and the broker that it came from' })
  @ApiAcceptedResponse({ schema: { example: replayExample } })
  @ApiNotFoundResponse({ description: 'No dead letter has this id' })
  @ApiConflictResponse({
    description: 'It was replayed MAX_REPLAYS times, or was too large to be kept whole',
  })
  replay(@Param('id', new InputPipe(idParameter)) id: number): Promise<Replayed> {
    return this.replays.replay(id);
  }
}
