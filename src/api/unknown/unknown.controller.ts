import { Controller, Get, Post } from '@nestjs/common';
import { Contract, Input, Tag } from '../../foundation/contract/contract.js';
import type { AnswerOf, InputOf } from '../../foundation/contract/endpoint.js';
import { LedgerReader } from '../../outcomes/ledger/ledger.reader.js';
import { LedgerService } from '../../outcomes/ledger/ledger.service.js';
import { UnknownImages } from '../../outcomes/ledger/unknown.images.js';
import { CallerName } from '../security/caller-name.js';
import {
  type ListedUnknownImage,
  type ListedUnknownRequest,
  listUnknownImages,
  listUnknownRequests,
  resolveRequest,
} from './unknown.contract.js';

/** Lists unknown images, and takes the word of callers about them. */
@Tag('requests')
@Controller()
export class UnknownController {
  constructor(
    private readonly unknown: UnknownImages,
    private readonly ledger: LedgerService,
    private readonly reader: LedgerReader,
  ) {}

  @Get('unknown')
  @Contract(listUnknownRequests)
  async requests(@Input() { query }: InputOf<typeof listUnknownRequests>): Promise<ListedUnknownRequest[]> {
    const requests = await this.unknown.requests(query.limit);
    return requests.map(({ requestId, broker, images, since, logId }) => {
      return { requestId, broker, images, since, logId };
    });
  }

  @Get('requests/:requestId/unknown')
  @Contract(listUnknownImages)
  async images(@Input() { params, query }: InputOf<typeof listUnknownImages>): Promise<ListedUnknownImage[]> {
    return this.unknown.images(await this.known(params.requestId), query);
  }

  @Post('requests/:requestId/resolve')
  @Contract(resolveRequest)
  async resolve(
    @Input() { params, body }: InputOf<typeof resolveRequest>,
    @CallerName() name: string,
  ): Promise<AnswerOf<typeof resolveRequest>> {
    const requestId = await this.known(params.requestId);
    const resolution = await this.unknown.resolve(requestId, body, { resolver: 'caller', name });
    const { unknown } = await this.ledger.ofRequest(requestId);
    return { requestId, ...resolution, unknown };
  }

  /** @throws InvalidError `NOT_FOUND` for an id that no request has. */
  private async known(id: string): Promise<string> {
    const requestId = await this.reader.requestIdOf(id);
    await this.ledger.ofRequest(requestId);
    return requestId;
  }
}
