import { type Server, ServerCredentials } from '@grpc/grpc-js';
import { ServerGrpc } from '@nestjs/microservices';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { FrontDoor } from '../security/front-door.js';
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
}

/** Works from `src/` and from `dist/`: the compiler copies no such files. */
const protoPath = fileURLToPath(new URL('../../../src/api/inference/open-inference.proto', import.meta.url));

/** Nest's gRPC server for the Open Inference Protocol, with its actual port. */
export class GrpcServer extends ServerGrpc {
  /** 0 until it listens. */
  port = 0;

  /** host:port. */
  get address(): string {
    const { host } = this.settings;
    return `${host.includes(':') ? `[${host}]` : host}:${this.port}`;
  }

  constructor(private readonly settings: GrpcSettings) {
    super({
      package: 'inference',
      protoPath,
      loader: { keepCase: true, longs: Number, defaults: true, oneofs: true },
      gracefulShutdown: true,
    });
  }

  override async createClient(): Promise<Server> {
    const { port, maxMessageBytes, door } = this.settings;
    const server = new ReadingServer({
      'grpc.max_receive_message_length': maxMessageBytes,
      'grpc.max_send_message_length': maxMessageBytes,
      interceptors: [grpcDoor(door)],
    });
    handleUnknownMethods(server);
    const bind = promisify(server.bindAsync.bind(server));
    this.port = port;
    this.port = await bind(this.address, ServerCredentials.createInsecure());
    this.logger.log(`gRPC on ${this.address}`);
    return server;
  }
}
