import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { InputPipe } from '../../foundation/contract/read-input.js';
import type { LabelStatistics } from './statistics.js';
import { statisticsExample } from './results.examples.js';
import { statisticsQuery } from './results.query.js';
import { type Statistics, StatisticsService } from './statistics.service.js';

@ApiTags('results')
@Controller('statistics')
export class StatisticsController {
  constructor(private readonly statistics: StatisticsService) {}

  @Get()
  @ApiOperation({
    summary:
      'Throughput, latency, batch sizes, classes, accuracy, confusion matrix, and what waits in the topics',
    description:
      'Cheap enough to be asked for each second. Of one request: classes, accuracy and confusion matrix.',
  })
  @ApiQuery({ name: 'request', required: false, description: 'Only the predictions of this request' })
  @ApiOkResponse({ schema: { example: statisticsExample } })
  show(
    @Query(new InputPipe(statisticsQuery)) { request }: { request?: string | undefined },
  ): Promise<Statistics | LabelStatistics> {
    return request === undefined ? this.statistics.overall() : this.statistics.ofRequest(request);
  }
}
