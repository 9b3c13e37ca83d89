import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { DeadLetter } from '../../events/dead-letter.event.js';
import { deadLetterPatterns } from '../../events/event-kinds.js';
import { OwnOutcomes } from '../../events/own-outcomes.js';
import { BrokerContext } from '../../transport/nest/broker.context.js';
import { DeadLettersService } from './dead-letters.service.js';

/** Stores dead letters from the broker; each is acknowledged once it is stored. */
@Controller()
export class DeadLettersConsumer {
  constructor(
    private readonly letters: DeadLettersService,
    private readonly own: OwnOutcomes,
  ) {}

  @EventPattern<string[]>(deadLetterPatterns)
  async store(@Payload() letter: DeadLetter, @Ctx() { broker, pattern }: BrokerContext): Promise<void> {
    if (this.own.has(letter)) await this.letters.store({ broker, pattern, letter });
  }
}
