import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { Prediction } from '../../events/prediction.event.js';
import type { HandlerOptions } from '../../transport/nest/broker.strategy.js';
import { ShadowPredictionsService } from './shadow-predictions.service.js';

const storing = { stores: true } satisfies HandlerOptions;

/** Stores the shadows' predictions from the broker; each is acknowledged once it is stored. */
@Controller()
export class ShadowPredictionsConsumer {
  constructor(private readonly predictions: ShadowPredictionsService) {}

  @EventPattern<string>('shadow-predictions', storing)
  save(@Payload() prediction: Prediction): Promise<void> {
    return this.predictions.save(prediction);
  }
}
