import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { InputPipe } from '../../foundation/contract/read-input.js';
import type { Ledger } from '../ledger/ledger.js';
import { LedgerService } from '../ledger/ledger.service.js';
import type { StoredPrediction } from './outcome-rows.js';
import { ledgerExample, predictionExample } from './results.examples.js';
import { DocumentFilters } from './results.docs.js';
import { newestQuery } from './results.query.js';
import { type NewestFirst, ResultsRepository } from './results.repository.js';

@ApiTags('results')
@Controller()
export class ResultsController {
  constructor(
    private readonly results: ResultsRepository,
    private readonly ledger: LedgerService,
  ) {}

  @Get('predictions')
  @ApiOperation({ summary: 'Predictions, newest first' })
  @ApiQuery({ name: 'limit', required: false, schema: { type: 'integer', default: 100, maximum: 1000 } })
  @ApiQuery({ name: 'before', required: false, description: 'Only those with a smaller seq: the next page' })
  @ApiQuery({ name: 'after', required: false, description: 'Only those with a larger seq: what is new' })
  @DocumentFilters()
  @ApiOkResponse({ schema: { example: [predictionExample] } })
  newest(@Query(new InputPipe(newestQuery)) query: NewestFirst): Promise<StoredPrediction[]> {
    return this.results.newest(query);
  }

  @Get('ledger')
  @ApiOperation({ summary: 'What became of all images: accepted = predicted + dead + in flight' })
  @ApiOkResponse({ schema: { example: ledgerExample } })
  whole(): Promise<Ledger> {
    return this.ledger.ledger();
  }
}
