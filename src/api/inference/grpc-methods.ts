import { type Server, type ServerUnaryCall, status } from '@grpc/grpc-js';
import { MetadataScanner } from '@nestjs/core';
import { PATTERN_METADATA } from '@nestjs/microservices/constants.js';
import { routeFactsOf } from '../../foundation/contract/route-facts.js';
import { GrpcHealthController } from './grpc-health.controller.js';
import { GrpcController, inferenceService } from './grpc.controller.js';

/** The package of each service. */
const packages: Readonly<Record<string, string>> = {
  [inferenceService]: 'inference',
  Health: 'grpc.health.v1',
};

/** The only method with large messages. */
export const inferPath = `/inference.${inferenceService}/ModelInfer`;

/** The paths of the methods that are marked as public. */
export function publicPaths(): ReadonlySet<string> {
  const open = [GrpcController, GrpcHealthController].flatMap(({ prototype }) => {
    const handlers = prototype as unknown as Readonly<Record<string, object>>;
    const names = new MetadataScanner().getAllMethodNames(handlers);
    return names.map((name) => handlers[name] as object).filter((handler) => routeFactsOf(handler).isPublic);
  });
  return new Set(open.map(pathOf));
}

interface Pattern {
  readonly service: string;
  readonly rpc: string;
}

function pathOf(handler: object): string {
  const [pattern] = Reflect.getMetadata(PATTERN_METADATA, handler) as readonly Pattern[];
  const { service = '', rpc = '' } = pattern ?? {};
  return `/${packages[service]}.${service}/${rpc}`;
}

interface Handler {
  readonly type: 'unary';
  readonly path: string;
  readonly func: (call: ServerUnaryCall<unknown, unknown>, done: (error: object) => void) => void;
  readonly serialize: (message: never) => Buffer;
  readonly deserialize: (bytes: Buffer) => unknown;
}

/**
 * grpc-js itself answers methods that it does not know, before any interceptor. With this they have a handler, so that
 * they pass the front door like all others.
 */
export function handleUnknownMethods(server: Server): void {
  const handlers = (server as unknown as { readonly handlers: Map<string, Handler> }).handlers;
  const known = handlers.get.bind(handlers);
  handlers.get = (path) => known(path) ?? unimplemented(path);
}

const unimplemented = (path: string): Handler => ({
  type: 'unary',
  path,
  func: (_call, done) =>
    done({ code: status.UNIMPLEMENTED, details: `The server does not implement the method ${path}` }),
  serialize: () => Buffer.alloc(0),
  deserialize: () => ({}),
});
