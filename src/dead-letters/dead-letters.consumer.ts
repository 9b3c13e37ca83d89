import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { DeadLetter } from '../events/dead-letter.event.js';
import { BrokerContext } from '../transport/broker.context.js';
import { DeadLettersService } from './dead-letters.service.js';

/** Takes dead letters off the broker; each is acknowledged once it is stored. */
@Controller()
export class DeadLettersConsumer {
  constructor(private readonly letters: DeadLettersService) {}

  @EventPattern<string>('images-dlt')
  storeImage(@Payload() letter: DeadLetter, @Ctx() { broker }: BrokerContext): Promise<void> {
    return this.letters.store({ broker, pattern: 'images-dlt', letter });
  }

  @EventPattern<string>('predictions-dlt')
  storePrediction(@Payload() letter: DeadLetter, @Ctx() { broker }: BrokerContext): Promise<void> {
    return this.letters.store({ broker, pattern: 'predictions-dlt', letter });
  }
}
