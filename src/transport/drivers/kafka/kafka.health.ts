import { Logger } from '@nestjs/common';
import { errorText } from '../../../foundation/errors/app.error.js';
import type { BrokerStatus } from '../../broker.js';

/** The broker's state by the latest answer or failure of any client. Logs one line for each loss and each return. */
export class KafkaHealth {
  private readonly logger = new Logger('Kafka');
  private current: BrokerStatus = { state: 'idle' };

  get status(): BrokerStatus {
    return this.current;
  }

  get closed(): boolean {
    return this.current.state === 'closed';
  }

  answered(): void {
    if (this.closed) return;
    if (this.current.state === 'disconnected') this.logger.log('Kafka answers again');
    this.current = { state: 'connected' };
  }

  lost(error: unknown): void {
    if (this.closed) return;
    const lastError = errorText(error);
    if (this.current.state !== 'disconnected') this.logger.warn(lastError);
    this.current = { state: 'disconnected', lastError };
  }

  close(): void {
    this.current = { state: 'closed' };
  }
}
