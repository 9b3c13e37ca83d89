import { BaseRpcContext } from '@nestjs/microservices';
import type { BrokerName } from '../../foundation/config/config.js';
import type { ReceivedMessage } from '../broker.js';

/** What a handler may ask about its message: `@Ctx() context: BrokerContext`. */
export class BrokerContext extends BaseRpcContext<[ReceivedMessage, BrokerName, string]> {
  constructor(message: ReceivedMessage, broker: BrokerName, pattern: string) {
    super([message, broker, pattern]);
  }

  /** The message as it came, every byte. */
  get message(): ReceivedMessage {
    return this.getArgByIndex(0);
  }

  get broker(): BrokerName {
    return this.getArgByIndex(1);
  }

  get pattern(): string {
    return this.getArgByIndex(2);
  }
}
