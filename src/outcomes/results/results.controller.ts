import { Controller, Get } from '@nestjs/common';
import { Contract, Input, Tag } from '../../foundation/contract/contract.js';
import type { InputOf } from '../../foundation/contract/endpoint.js';
import type { Ledger } from '../ledger/ledger.js';
import { LedgerService } from '../ledger/ledger.service.js';
import type { StoredPrediction } from './outcome-rows.js';
import { getLedger, listPredictions } from './predictions.contract.js';
import { ResultsRepository } from './results.repository.js';

@Tag('results')
@Controller()
export class ResultsController {
  constructor(
    private readonly results: ResultsRepository,
    private readonly ledger: LedgerService,
  ) {}

  @Get('predictions')
  @Contract(listPredictions)
  newest(@Input() { query }: InputOf<typeof listPredictions>): Promise<StoredPrediction[]> {
    return this.results.newest(query);
  }

  @Get('ledger')
  @Contract(getLedger)
  whole(): Promise<Ledger> {
    return this.ledger.ledger();
  }
}
