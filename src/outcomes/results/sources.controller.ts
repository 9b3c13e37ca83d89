import { Controller, Get } from '@nestjs/common';
import { Contract, Input, Tag } from '../../foundation/contract/contract.js';
import type { InputOf } from '../../foundation/contract/endpoint.js';
import { type ListedSource, listSources } from './sources.contract.js';
import { SourcesRepository } from './sources.repository.js';

@Tag('requests')
@Controller('sources')
export class SourcesController {
  constructor(private readonly sources: SourcesRepository) {}

  @Get()
  @Contract(listSources)
  list(@Input() { query: { limit } }: InputOf<typeof listSources>): Promise<ListedSource[]> {
    return this.sources.latest(limit);
  }
}
