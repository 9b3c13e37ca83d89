import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { OwnPredictions } from '../../events/own-predictions.js';
import type { Prediction } from '../../events/prediction.event.js';
import type { HandlerOptions } from '../../transport/nest/broker.strategy.js';
import { ResultsService } from './results.service.js';

const storing = { stores: true } satisfies HandlerOptions;

/** Stores predictions from the broker; each is acknowledged once it is stored. */
@Controller()
export class ResultsConsumer {
  constructor(
    private readonly results: ResultsService,
    private readonly own: OwnPredictions,
  ) {}

  @EventPattern<string>('predictions', storing)
  async save(@Payload() prediction: Prediction): Promise<void> {
    if (this.own.has(prediction)) await this.results.save(prediction);
  }
}
