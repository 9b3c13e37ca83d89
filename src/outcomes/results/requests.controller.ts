import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { ServerResponse } from 'node:http';
import { InputPipe } from '../../foundation/contract/read-input.js';
import type { RequestLabels, RequestLedger } from '../ledger/ledger.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { RequestWatch } from '../ledger/request.watch.js';
import type { StoredPrediction } from './outcome-rows.js';
import { labelsExample, predictionExample, requestExample } from './results.examples.js';
import { requestQuery, waitQuery } from './results.query.js';
import { type InImageOrder, ResultsRepository } from './results.repository.js';

@ApiTags('requests')
@ApiNotFoundResponse({ description: 'No request has this id' })
@Controller('requests/:requestId')
export class RequestsController {
  constructor(
    private readonly ledger: LedgerService,
    private readonly watch: RequestWatch,
    private readonly results: ResultsRepository,
  ) {}

  @Get()
  @ApiOperation({ summary: 'What became of the images of a request' })
  @ApiOkResponse({ schema: { example: requestExample } })
  show(@Param('requestId') requestId: string): Promise<RequestLedger> {
    return this.ledger.ofRequest(requestId);
  }

  @Get('predictions')
  @ApiOperation({ summary: 'The predictions of a request, in the order of its images' })
  @ApiQuery({ name: 'limit', required: false, schema: { type: 'integer', default: 1000, maximum: 10_000 } })
  @ApiQuery({ name: 'after', required: false, description: 'Only images with a larger index: the next page' })
  @ApiQuery({
    name: 'wrong',
    required: false,
    description: 'true: only those that differ from the true label',
  })
  @ApiOkResponse({ schema: { example: [predictionExample] } })
  async predictions(
    @Param('requestId') requestId: string,
    @Query(new InputPipe(requestQuery)) query: InImageOrder,
  ): Promise<StoredPrediction[]> {
    const predictions = await this.results.ofRequest(requestId, query);
    if (predictions.length === 0) await this.ledger.ofRequest(requestId);
    return predictions;
  }

  @Get('labels')
  @ApiOperation({ summary: 'The predicted labels of a request, in the order of its images' })
  @ApiQuery({ name: 'wait', required: false, description: 'Seconds to wait for the last one, 0 to 300' })
  @ApiOkResponse({ schema: { example: labelsExample } })
  labels(
    @Param('requestId') requestId: string,
    @Query(new InputPipe(waitQuery)) { wait }: { wait: number },
    @Res({ passthrough: true }) reply: { readonly raw: ServerResponse },
  ): Promise<RequestLabels> {
    return this.watch.labels(requestId, wait * 1000, reply.raw);
  }
}
