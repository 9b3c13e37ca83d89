import { BaseRpcContext } from '@nestjs/microservices';
import type { ReceivedMessage } from '../broker.js';
import type { Waiting } from '../delivery/in-flight.journal.js';

/** A handler's access to its message: `@Ctx() context: BrokerContext`. */
export class BrokerContext extends BaseRpcContext<[ReceivedMessage, string, string, string, Waiting]> {
  constructor(...args: [ReceivedMessage, broker: string, pattern: string, group: string, Waiting]) {
    super(args);
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

  /**
   * Runs work that only waits for another part, such as a download. A process that dies meanwhile was not killed by the
   * message, and a long wait is no standstill of the consumer. Give the work a time limit of its own.
   */
  waitFor<T>(work: () => Promise<T>): Promise<T> {
    const waiting: Waiting = this.getArgByIndex(4);
    return waiting(work);
  }
}
