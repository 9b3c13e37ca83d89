import { Controller, Get, Res } from '@nestjs/common';
import { Contract, Input, Tag } from '../../foundation/contract/contract.js';
import type { InputOf } from '../../foundation/contract/endpoint.js';
import type { LongReply } from '../../foundation/answers/open-answers.js';
import type { RequestLabels, RequestLedger } from '../ledger/ledger.js';
import { LedgerReader } from '../ledger/ledger.reader.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { RequestWatch } from '../ledger/request.watch.js';
import type { StoredPrediction } from './outcome-rows.js';
import { getRequest, listRequestLabels, listRequestPredictions } from './requests.contract.js';
import { ResultsRepository } from './results.repository.js';

@Tag('requests')
@Controller('requests/:requestId')
export class RequestsController {
  constructor(
    private readonly ledger: LedgerService,
    private readonly reader: LedgerReader,
    private readonly watch: RequestWatch,
    private readonly results: ResultsRepository,
  ) {}

  @Get()
  @Contract(getRequest)
  async show(@Input() { params }: InputOf<typeof getRequest>): Promise<RequestLedger> {
    return this.ledger.ofRequest(await this.reader.requestIdOf(params.requestId));
  }

  @Get('predictions')
  @Contract(listRequestPredictions)
  async predictions(
    @Input() { params, query }: InputOf<typeof listRequestPredictions>,
  ): Promise<StoredPrediction[]> {
    const requestId = await this.reader.requestIdOf(params.requestId);
    const predictions = await this.results.ofRequest(requestId, query);
    if (predictions.length === 0) await this.ledger.ofRequest(requestId);
    return predictions;
  }

  @Get('labels')
  @Contract(listRequestLabels)
  async labels(
    @Input() { params, query: { wait } }: InputOf<typeof listRequestLabels>,
    @Res({ passthrough: true }) reply: LongReply,
  ): Promise<RequestLabels> {
    if (wait > 0) this.watch.admit(reply);
    const requestId = await this.reader.requestIdOf(params.requestId);
    return this.watch.labels(requestId, wait * 1000, reply.raw);
  }
}
