import { Controller, Get } from '@nestjs/common';
import { Contract, Input, Tag } from '../../foundation/contract/contract.js';
import type { InputOf } from '../../foundation/contract/endpoint.js';
import { listOutcomes, type StoredOutcome } from './outcomes.contract.js';
import { OutcomesRepository } from './outcomes.repository.js';

@Tag('results')
@Controller('outcomes')
export class OutcomesController {
  constructor(private readonly outcomes: OutcomesRepository) {}

  @Get()
  @Contract(listOutcomes)
  page(@Input() { query }: InputOf<typeof listOutcomes>): Promise<StoredOutcome[]> {
    return this.outcomes.page(query);
  }
}
