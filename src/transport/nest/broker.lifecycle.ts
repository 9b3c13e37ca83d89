import type { BeforeApplicationShutdown, OnApplicationShutdown } from '@nestjs/common';
import type { Broker } from '../broker.js';
import type { BrokerClient } from './broker.client.js';

/**
 * Closes a BrokerModule with its application: first clients that wait for answers; after all handlers, the broker.
 */
export class BrokerLifecycle implements BeforeApplicationShutdown, OnApplicationShutdown {
  constructor(
    private readonly broker: Broker,
    private readonly client: BrokerClient,
  ) {}

  async beforeApplicationShutdown(): Promise<void> {
    await this.client.close();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.broker.close();
  }
}
