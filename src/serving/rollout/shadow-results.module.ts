import { Module } from '@nestjs/common';
import { DatabaseModule } from '../../outcomes/database/database.module.js';
import { OwnPredictions } from '../../events/own-predictions.js';
import { ShadowPredictionsConsumer } from './shadow-predictions.consumer.js';
import { ShadowPredictionsService } from './shadow-predictions.service.js';

/** The shadows' part of the role `results`: stores their predictions, beside the outcomes. */
@Module({
  imports: [DatabaseModule],
  controllers: [ShadowPredictionsConsumer],
  providers: [OwnPredictions, ShadowPredictionsService],
})
export class ShadowResultsModule {}
