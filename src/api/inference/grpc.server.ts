import { type Server, ServerCredentials, type ServerInterceptor } from '@grpc/grpc-js';
import { ServerGrpc } from '@nestjs/microservices';
import type { Server as NetServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { limitConnections } from '../security/connection-limits.js';
import { connectionLimits } from '../security/file-descriptors.js';
import type { FrontDoor } from '../security/front-door.js';
import { mostUnfinished, UnfinishedBodies } from '../security/unfinished-bodies.js';
import { grpcDoor } from './grpc-door.js';
import { handleUnknownMethods } from './grpc-methods.js';
import { ReadingServer } from './grpc.reading-server.js';

export interface GrpcSettings {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Bytes of one message, in either direction. */
  readonly maxMessageBytes: number;
  readonly door: FrontDoor;
  /** Sees each call that the front door has let in. */
  readonly tracing?: ServerInterceptor | undefined;
  /** Proxies, which may have more connections than other addresses. */
  readonly proxies: readonly string[];
  /** How long calls may go on while the process ends, in milliseconds. */
  readonly endingMs: number;
}

/**
 * A connection that does not answer is closed after 20 s, one without calls after 5 minutes. Node keeps a connection
 * that broke the protocol until then: its client has left, but nobody reads the end.
 */
const channelOptions = {
  'grpc.keepalive_time_ms': 10_000,
  'grpc.keepalive_timeout_ms': 10_000,
  'grpc.max_connection_idle_ms': 300_000,
  // Each takes some kilobytes, before its caller is known. Clients keep further calls back by themselves.
  'grpc.max_concurrent_streams': 256,
};

/** Works from `src/` and from `dist/`: the compiler copies no such files. */
const protoPath = ['open-inference', 'grpc-health'].map((name) =>
  fileURLToPath(new URL(`../../../src/api/inference/${name}.proto`, import.meta.url)),
);

/** Nest's gRPC server for the Open Inference Protocol, with its actual port. */
export class GrpcServer extends ServerGrpc {
  /** 0 until it listens. */
  port = 0;
  private server: Server | undefined;
  private readonly unfinished: UnfinishedBodies;

  /** host:port. */
  get address(): string {
    const { host } = this.settings;
    return `${host.includes(':') ? `[${host}]` : host}:${this.port}`;
  }

  constructor(private readonly settings: GrpcSettings) {
    super({
      package: ['inference', 'grpc.health.v1'],
      protoPath,
      loader: { keepCase: true, longs: Number, enums: String, defaults: true, oneofs: true },
      gracefulShutdown: true,
    });
    this.unfinished = new UnfinishedBodies(mostUnfinished * settings.maxMessageBytes);
  }

  override async createClient(): Promise<Server> {
    const { port, maxMessageBytes, door, proxies, tracing } = this.settings;
    const server = new ReadingServer({
      ...channelOptions,
      'grpc.max_receive_message_length': maxMessageBytes,
      'grpc.max_send_message_length': maxMessageBytes,
      interceptors: [grpcDoor(door, this.unfinished), ...(tracing ? [tracing] : [])],
    });
    handleUnknownMethods(server);
    const bind = promisify(server.bindAsync.bind(server));
    this.port = port;
    this.port = await bind(this.address, ServerCredentials.createInsecure());
    limitClients(server, proxies);
    this.logger.log(`gRPC on ${this.address}`);
    this.server = server;
    return server;
  }

  /** Answers the calls that have begun. Clients that do not end a call or a connection hold it no longer than that. */
  override async close(): Promise<void> {
    const { endingMs } = this.settings;
    const force = setTimeout(() => {
      this.logger.warn(`gRPC clients did not end within ${endingMs} ms: their connections are closed`);
      this.server?.forceShutdown();
    }, endingMs);
    await super.close();
    clearTimeout(force);
  }
}

/** The library has no such limit, and keeps its servers to itself. */
function limitClients(server: Server, proxies: readonly string[]): void {
  const { http2Servers } = server as unknown as { readonly http2Servers: ReadonlyMap<NetServer, unknown> };
  for (const listening of http2Servers.keys()) limitConnections(listening, connectionLimits().grpc, proxies);
}
