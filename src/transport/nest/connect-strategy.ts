import type { INestApplication } from '@nestjs/common';
import type { NestMicroservice } from '@nestjs/microservices';
import type { BrokerStrategy } from './broker.strategy.js';
import { MessageErrorFilter } from './message-error.filter.js';

/**
 * Connects the application's handlers to a strategy, under a filter of its own. The application's guards, pipes,
 * interceptors and filters are for HTTP: a message has no caller, and would pay for each of them.
 */
export function connectStrategy(app: INestApplication, strategy: BrokerStrategy): void {
  const server = app.connectMicroservice({ strategy }, { deferInitialization: true }) as NestMicroservice;
  server.useGlobalFilters(new MessageErrorFilter());
  server.registerListeners();
  server.setIsInitialized(true);
  server.setIsInitHookCalled(true);
}
