import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { DeadLetter } from '../../events/dead-letter.event.js';
import { BrokerContext } from '../../transport/nest/broker.context.js';
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

  @EventPattern<string>('inference-dlt')
  storeInference(@Payload() letter: DeadLetter, @Ctx() { broker }: BrokerContext): Promise<void> {
    return this.letters.store({ broker, pattern: 'inference-dlt', letter });
  }

  @EventPattern<string>('labels-dlt')
  storeLabel(@Payload() letter: DeadLetter, @Ctx() { broker }: BrokerContext): Promise<void> {
    return this.letters.store({ broker, pattern: 'labels-dlt', letter });
  }

  @EventPattern<string>('shadow-predictions-dlt')
  storeShadowPrediction(@Payload() letter: DeadLetter, @Ctx() { broker }: BrokerContext): Promise<void> {
    return this.letters.store({ broker, pattern: 'shadow-predictions-dlt', letter });
  }
}
