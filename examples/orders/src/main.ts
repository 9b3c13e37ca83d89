import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { AsyncMicroserviceOptions } from '@nestjs/microservices';
import { BrokerModule, MessageErrorFilter } from 'seamline/transport';
import { AppModule } from './app.module.js';
import { Shop } from './shop.js';

const app = await NestFactory.createMicroservice<AsyncMicroserviceOptions>(
  AppModule,
  BrokerModule.microservice(),
);
app.useGlobalFilters(new MessageErrorFilter());
app.enableShutdownHooks();
await app.listen();
await app.get(Shop).open();
