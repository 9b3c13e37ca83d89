import { BaseRpcContext } from '@nestjs/microservices';
import type { ReceivedMessage } from '../broker.js';

/** A handler's access to its message: `@Ctx() context: BrokerContext`. */
export class BrokerContext extends BaseRpcContext<[ReceivedMessage, string, string, string]> {
  constructor(message: ReceivedMessage, broker: string, pattern: string, group: string) {
    super([message, broker, pattern, group]);
  }

  /** The message as it came, every byte. */
  get message(): ReceivedMessage {
    return this.getArgByIndex(0);
  }

  get broker(): string {
    return this.getArgByIndex(1);
  }

  get pattern(): string {
    return this.getArgByIndex(2);
  }

  /** `groupId` of the application that reads the message. */
  get group(): string {
    return this.getArgByIndex(3);
  }
}
