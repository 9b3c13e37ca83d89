import { Controller, Get } from '@nestjs/common';
import { Contract, Input, Tag } from '../../foundation/contract/contract.js';
import type { InputOf } from '../../foundation/contract/endpoint.js';
import { getStatistics, type LabelStatistics, type Statistics } from './statistics.contract.js';
import { StatisticsService } from './statistics.service.js';

@Tag('results')
@Controller('statistics')
export class StatisticsController {
  constructor(private readonly statistics: StatisticsService) {}

  @Get()
  @Contract(getStatistics)
  show(
    @Input() { query: { request } }: InputOf<typeof getStatistics>,
  ): Promise<Statistics | LabelStatistics> {
    return request === undefined ? this.statistics.overall() : this.statistics.ofRequest(request);
  }
}
