import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { Prediction } from '../../events/prediction.event.js';
import type { HandlerOptions } from '../../transport/nest/broker.strategy.js';
import { ResultsService } from './results.service.js';

const storing = { stores: true } satisfies HandlerOptions;

/** Stores predictions from the broker; each is acknowledged once it is stored. */
@Controller()
export class ResultsConsumer {
  constructor(private readonly results: ResultsService) {}

  @EventPattern<string>('predictions', storing)
  save(@Payload() prediction: Prediction): Promise<void> {
    return this.results.save(prediction);
  }
}
