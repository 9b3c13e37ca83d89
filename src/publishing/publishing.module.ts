import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { DatasetModule } from '../dataset/dataset.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { BrokersController } from './brokers.controller.js';
import { DatasetController } from './dataset.controller.js';
import { ForeignSiteGuard } from './foreign-site.guard.js';
import { PublisherService } from './publisher.service.js';
import { PushToConsumerController } from './push-to-consumer.controller.js';

/** The publishing part of the role `api`; its guard stands before every endpoint of the process. */
@Module({
  imports: [DatasetModule, LedgerModule],
  controllers: [PushToConsumerController, DatasetController, BrokersController],
  providers: [PublisherService, { provide: APP_GUARD, useClass: ForeignSiteGuard }],
})
export class PublishingModule {}
