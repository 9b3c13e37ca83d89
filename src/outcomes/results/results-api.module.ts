import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { ExportController } from './export.controller.js';
import { ExportRepository } from './export.repository.js';
import { LabelsController } from '../labels/labels.controller.js';
import { LabelsModule } from '../labels/labels.module.js';
import { OutcomesController } from './outcomes.controller.js';
import { OutcomesRepository } from './outcomes.repository.js';
import { RequestListController } from './request-list.controller.js';
import { RequestsController } from './requests.controller.js';
import { RequestsRepository } from './requests.repository.js';
import { ResultsController } from './results.controller.js';
import { ResultsRepository } from './results.repository.js';
import { LagReader } from '../../events/lag.reader.js';
import { SourcesController } from './sources.controller.js';
import { SourcesRepository } from './sources.repository.js';
import { StatisticsController } from './statistics.controller.js';
import { StatisticsRepository } from './statistics.repository.js';
import { StatisticsService } from './statistics.service.js';
import { LiveFeed } from './stream/live-feed.js';
import { LiveSource } from './stream/live-source.js';
import { StreamController } from './stream/stream.controller.js';

/** The results' part of the role `api`: answers questions about what is stored. */
@Module({
  imports: [DatabaseModule, LedgerModule, LabelsModule],
  controllers: [
    LabelsController,
    OutcomesController,
    RequestListController,
    RequestsController,
    SourcesController,
    ResultsController,
    ExportController,
    StreamController,
    StatisticsController,
  ],
  providers: [
    OutcomesRepository,
    RequestsRepository,
    SourcesRepository,
    ResultsRepository,
    ExportRepository,
    LiveFeed,
    LiveSource,
    LagReader,
    StatisticsRepository,
    StatisticsService,
  ],
})
export class ResultsApiModule {}
