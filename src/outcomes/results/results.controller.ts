import { Controller, Get, Res } from '@nestjs/common';
import { Contract, Input, Tag } from '../../foundation/contract/contract.js';
import type { InputOf } from '../../foundation/contract/endpoint.js';
import { type LongReply, OpenAnswers } from '../../foundation/answers/open-answers.js';
import type { Ledger } from '../ledger/ledger.js';
import { LedgerService } from '../ledger/ledger.service.js';
import type { StoredPrediction } from './outcome-rows.js';
import { getLedger, listPredictions } from './predictions.contract.js';
import { ResultsRepository } from './results.repository.js';

interface Reply extends LongReply {
  header(name: string, value: string): Reply;
}

@Tag('results')
@Controller()
export class ResultsController {
  constructor(
    private readonly results: ResultsRepository,
    private readonly ledger: LedgerService,
    private readonly open: OpenAnswers,
  ) {}

  @Get('predictions')
  @Contract(listPredictions)
  async newest(
    @Input() { query }: InputOf<typeof listPredictions>,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<readonly StoredPrediction[]> {
    const page = await this.results.page(query, this.open.admit('list', reply));
    reply.header('looked-through', `${page.lookedThrough}/${page.of}`);
    if (page.next !== undefined) reply.header('next-before', String(page.next));
    return page.predictions;
  }

  @Get('ledger')
  @Contract(getLedger)
  whole(): Promise<Ledger> {
    return this.ledger.ledger();
  }
}
