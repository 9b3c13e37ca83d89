import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { wholeNumber } from '../../foundation/contract/fields.js';
import { InputPipe } from '../../foundation/contract/read-input.js';
import { type OldestFirst, OutcomesRepository, type StoredOutcome } from './outcomes.repository.js';

const pageQuery = z.object({
  limit: wholeNumber(1, 10_000).default(1_000),
  after: wholeNumber(0, Number.MAX_SAFE_INTEGER).default(0),
});

const example: StoredOutcome[] = [
  {
    seq: 1,
    imageId: '0b8f6f0e-6b5c-4f5e-9d0e-3f6a2c1d7e90/0',
    requestId: '0b8f6f0e-6b5c-4f5e-9d0e-3f6a2c1d7e90',
    state: 'predicted',
    code: null,
    repeats: 0,
  },
];

@ApiTags('results')
@Controller('outcomes')
export class OutcomesController {
  constructor(private readonly outcomes: OutcomesRepository) {}

  @Get()
  @ApiOperation({ summary: 'Which images have their outcome, oldest first: what `seamline verify` reads' })
  @ApiQuery({ name: 'limit', required: false, schema: { type: 'integer', default: 1000, maximum: 10_000 } })
  @ApiQuery({ name: 'after', required: false, description: 'Only those with a larger seq: the next page' })
  @ApiOkResponse({ schema: { example } })
  page(@Query(new InputPipe(pageQuery)) query: OldestFirst): Promise<StoredOutcome[]> {
    return this.outcomes.page(query);
  }
}
