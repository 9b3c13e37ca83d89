import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import type { Config } from './foundation/config/config.js';
import { InvalidError } from './foundation/errors/app.error.js';
import { GrpcServer } from './api/inference/grpc.server.js';
import { takeProtocolBodies } from './api/inference/protocol-body.js';
import { nameRequests, requestIdOf } from './operations/logging/http-requests.js';
import { type LogStream, openLogger } from './operations/logging/open-logger.js';
import { serveOpenApi } from './api/openapi/serve-openapi.js';
import { servePage } from './api/publishing/page.js';
import { takePictureBodies } from './api/publishing/picture-bodies.js';
import { smallBodyBytes } from './api/security/body-limits.js';
import { frontDoorOf, guardHttp } from './api/security/guard-http.js';
import { refuseOpenDoor } from './api/security/refuse-open-door.js';
import { routeUnreadable } from './api/security/unreadable-address.js';
import { BrokerModule } from './transport/nest/broker.module.js';
import type { Tracing } from './operations/tracing/tracing.js';
import { TRACING } from './operations/instrumentation.module.js';

interface Application {
  readonly app: NestFastifyApplication;
  /** The gRPC server's address. */
  readonly grpc: GrpcServer | undefined;
}

/** The whole program for the configured roles, not started yet: `startApplication` does that. */
export async function createApplication(
  config: Config,
  logStream: LogStream = 'stdout',
): Promise<Application> {
  refuseOpenDoor(config);
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoot(config),
    createHttpAdapter(config),
    { logger: openLogger(config, logStream), abortOnError: false },
  );
  const grpc = connectServers(app, config);
  if (config.roles.includes('api')) await serveApi(app);
  return { app, grpc };
}

/** The role `api` serves these beside its endpoints: their description, and the page. */
export async function serveApi(app: NestFastifyApplication): Promise<void> {
  serveOpenApi(app);
  await servePage(app);
}

/** Refuses a body over its route's limit by its announced length, or once it has grown past it. */
export function createHttpAdapter(config: Config): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: Math.min(smallBodyBytes, config.http.maxBodyBytes),
    frameworkErrors: routeUnreadable,
    forceCloseConnections: true,
    genReqId: requestIdOf,
    // Node's own limit, which Fastify would remove: a client that sends a request byte by byte holds a connection no
    // longer.
    requestTimeout: 300_000,
    trustProxy: config.http.trustedProxies.length > 0 ? [...config.http.trustedProxies] : false,
    // A list's filters are texts of up to 2,048 characters, and each may need 12 in a URL.
    http: { maxHeaderSize: 65_536 },
    // An image's id has up to 512 characters, and each may need 9 in a URL.
    routerOptions: { maxParamLength: 5_000 },
  });
  // Their hooks run in this order: a request is named before it may be refused, and that is before its body is read.
  nameRequests(adapter);
  guardHttp(adapter, config);
  takeProtocolBodies(adapter);
  takePictureBodies(adapter, config);
  return adapter;
}

/**
 * Connects the brokers, traces HTTP requests, and for the role `inference` serves gRPC, whose callers pass the front
 * door and the application's guards.
 */
export function connectServers(app: NestFastifyApplication, config: Config): GrpcServer | undefined {
  const tracing = app.get<Tracing | undefined>(TRACING);
  tracing?.ofHttp(app.getHttpAdapter() as FastifyAdapter);
  BrokerModule.connect(app);
  const { host, grpcPort: port, maxBodyBytes: maxMessageBytes, trustedProxies: proxies } = config.http;
  if (port === undefined || !config.roles.includes('inference')) return undefined;
  const door = frontDoorOf(app.getHttpAdapter());
  // HTTP takes half of the time before, and the brokers need some of it afterwards.
  const endingMs = config.shutdown.timeoutMs / 4;
  const grpc = new GrpcServer({
    host,
    port,
    maxMessageBytes,
    door,
    proxies,
    endingMs,
    tracing: tracing?.ofGrpc(),
  });
  app.connectMicroservice({ strategy: grpc }, { inheritAppConfig: true });
  return grpc;
}

/**
 * Connects the brokers in the background and listens, in every role, because probes and monitoring use HTTP. Resolves
 * with the URL.
 *
 * @throws InvalidError `BAD_CONFIG` when another program has the port.
 */
export async function startApplication(app: NestFastifyApplication, config: Config): Promise<string> {
  const { host, port } = config.http;
  await app.startAllMicroservices();
  try {
    await app.listen(port, host);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    const text = `PORT=${port}: another program listens there on ${host}; every process needs a port of its own, 0 takes a free one`;
    throw new InvalidError('BAD_CONFIG', text, { cause: error });
  }
  return app.getUrl();
}
