import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { InputPipe } from '../../foundation/contract/read-input.js';
import { type ListedRequest, RequestsRepository } from './requests.repository.js';
import { requestsQuery } from './results.query.js';

const example: ListedRequest = {
  requestId: '0b8f6f0e-6b5c-4f5e-9d0e-3f6a2c1d7e90',
  broker: 'kafka',
  startIdx: 0,
  endIdx: 100,
  requested: 100,
  uploaded: false,
  confirmed: 100,
  createdAt: '2026-01-01T12:00:00.000Z',
};

@ApiTags('requests')
@Controller('requests')
export class RequestListController {
  constructor(private readonly requests: RequestsRepository) {}

  @Get()
  @ApiOperation({ summary: 'Requests, newest first' })
  @ApiQuery({ name: 'limit', required: false, schema: { type: 'integer', default: 50, maximum: 1000 } })
  @ApiQuery({ name: 'before', required: false, description: 'The last id of the page before: the next page' })
  @ApiOkResponse({ schema: { example: [example] } })
  list(
    @Query(new InputPipe(requestsQuery)) { limit, before }: { limit: number; before?: string | undefined },
  ): Promise<ListedRequest[]> {
    return this.requests.newest(limit, before);
  }
}
