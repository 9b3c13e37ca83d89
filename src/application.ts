import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import type { Config } from './config/config.js';
import { ProgramLogger } from './program.logger.js';
import { servePage } from './publishing/page.js';
import { serveOpenApi } from './publishing/openapi.js';
import type { BrokerStrategy } from './transport/broker.strategy.js';
import { STRATEGIES } from './transport/transport.module.js';

/** The whole program for the configured roles, not started yet: `startApplication` does that. */
export async function createApplication(config: Config): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoot(config),
    createHttpAdapter(config),
    { logger: new ProgramLogger(config.logLevel), abortOnError: false },
  );
  connectStrategies(app);
  if (config.roles.includes('api')) {
    serveOpenApi(app);
    await servePage(app);
  }
  return app;
}

/** A body over the limit is refused by its announced length, or once it has grown past it: before it is parsed. */
export function createHttpAdapter({ http }: Config): FastifyAdapter {
  return new FastifyAdapter({ bodyLimit: http.maxBodyBytes, forceCloseConnections: true });
}

/** Each broker's handlers run under the application's own filters, so that errors keep their class. */
export function connectStrategies(app: NestFastifyApplication): void {
  for (const strategy of app.get<BrokerStrategy[]>(STRATEGIES)) {
    app.connectMicroservice({ strategy }, { inheritAppConfig: true });
  }
}

/** Connects the brokers in the background and, for the role `api`, listens. Resolves with the URL, if there is one. */
export async function startApplication(
  app: NestFastifyApplication,
  config: Config,
): Promise<string | undefined> {
  await app.startAllMicroservices();
  if (!config.roles.includes('api')) {
    await app.init();
    return undefined;
  }
  await app.listen(config.http.port, config.http.host);
  return app.getUrl();
}
