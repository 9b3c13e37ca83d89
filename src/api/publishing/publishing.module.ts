import { Module } from '@nestjs/common';
import { DatasetModule } from '../../training/dataset/dataset.module.js';
import { LedgerModule } from '../../outcomes/ledger/ledger.module.js';
import { BrokersController } from './brokers.controller.js';
import { DatasetController } from './dataset.controller.js';
import { EventsController } from './events/events.controller.js';
import { EventsPublisher } from './events/events.publisher.js';
import { ImagesController } from './images.controller.js';
import { PublisherService } from './publisher.service.js';
import { PushToConsumerController } from './push-to-consumer.controller.js';
import { PushAnswers } from './push.answers.js';
import { PushLedger } from './push.ledger.js';
import { RequestPublisher } from './request.publisher.js';
import { UploadOutcomes } from './upload.outcomes.js';
import { UploadRoom } from './upload.room.js';

/** The publishing part of the role `api`. */
@Module({
  imports: [DatasetModule, LedgerModule],
  controllers: [
    PushToConsumerController,
    ImagesController,
    EventsController,
    DatasetController,
    BrokersController,
  ],
  providers: [
    EventsPublisher,
    PublisherService,
    PushAnswers,
    PushLedger,
    RequestPublisher,
    UploadOutcomes,
    UploadRoom,
  ],
  exports: [PushAnswers, RequestPublisher, UploadRoom],
})
export class PublishingModule {}
