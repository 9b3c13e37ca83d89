import type { BeforeApplicationShutdown, OnApplicationShutdown } from '@nestjs/common';
import type { Broker } from '../broker.js';
import type { BrokerClient } from './broker.client.js';

/** Ends a BrokerModule with its application: first what waits for answers, and last, after all handlers, the broker. */
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
