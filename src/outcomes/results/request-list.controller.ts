import { Controller, Get } from '@nestjs/common';
import { Contract, Input, Tag } from '../../foundation/contract/contract.js';
import type { InputOf } from '../../foundation/contract/endpoint.js';
import { type ListedRequest, listRequests } from './requests.contract.js';
import { RequestsRepository } from './requests.repository.js';

@Tag('requests')
@Controller('requests')
export class RequestListController {
  constructor(private readonly requests: RequestsRepository) {}

  @Get()
  @Contract(listRequests)
  list(@Input() { query: { limit, before } }: InputOf<typeof listRequests>): Promise<ListedRequest[]> {
    return this.requests.newest(limit, before);
  }
}
