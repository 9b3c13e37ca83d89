import 'reflect-metadata';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import { randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { AppModule } from '../../src/app.module.js';
import { connectServers, createHttpAdapter, serveApi, startApplication } from '../../src/application.js';
import { readConfig } from '../../src/configuration.js';
import { type OnEnd, onSuiteFinished, temporaryFolder } from './temporary-folder.js';

export { type OnEnd, onSuiteFinished, temporaryFolder };

/** Settings under which a test shares servers with others without meeting their messages. */
export async function ownSettings(onEnd: OnEnd = onTestFinished): Promise<Record<string, string>> {
  const own = randomBytes(4).toString('hex');
  return {
    DATA_DIR: await temporaryFolder(onEnd),
    PORT: '0',
    GROUP_ID: `group-${own}`,
    TOPIC_IMAGES: `images-${own}`,
    TOPIC_PREDICTIONS: `predictions-${own}`,
    TOPIC_INFERENCE: `inference-${own}`,
    TOPIC_LABELS: `labels-${own}`,
    ...fromOutside('FASHION_MNIST_DIR'),
    ...fromOutside('CACHE_DIR'),
  };
}

/** A setting that the tests were started with. */
function fromOutside(name: string): Record<string, string> {
  const value = process.env[name];
  return value ? { [name]: value } : {};
}

export interface TestApplication {
  readonly url: string;
  /** Where gRPC is, with `GRPC_PORT`. */
  readonly grpc: string;
  readonly app: NestFastifyApplication;
  close(): Promise<void>;
}

/** The whole program on a free port, closed when the test ends. `close` ends it earlier; `change` replaces parts. */
export async function startTestApplication(
  settings: Readonly<Record<string, string>>,
  onEnd: OnEnd = onTestFinished,
  change: (module: TestingModuleBuilder) => TestingModuleBuilder = (module) => module,
): Promise<TestApplication> {
  const config = readConfig(settings);
  const builder = Test.createTestingModule({ imports: [AppModule.forRoot(config)] });
  const module = await change(builder).compile();
  const app = module.createNestApplication<NestFastifyApplication>(createHttpAdapter(config), {
    logger: ['error', 'fatal'],
  });
  const grpc = connectServers(app, config);
  if (config.roles.includes('api')) await serveApi(app);
  const url = await startApplication(app, config);
  let closed: Promise<void> | undefined;
  const close = () => (closed ??= app.close());
  onEnd(close);
  return { url: String(url), grpc: `127.0.0.1:${grpc?.port}`, app, close };
}
