import { type Server, type ServerUnaryCall, status } from '@grpc/grpc-js';
import { MetadataScanner } from '@nestjs/core';
import { PATTERN_METADATA } from '@nestjs/microservices/constants.js';
import { routeFactsOf } from '../../foundation/contract/route-facts.js';
import { GrpcController } from './grpc.controller.js';

const service = '/inference.GRPCInferenceService/';

/** The only method with large messages. */
export const inferPath = `${service}ModelInfer`;

/** The paths of the methods that are marked as public. */
export function publicPaths(): ReadonlySet<string> {
  const handlers = GrpcController.prototype as unknown as Readonly<Record<string, object>>;
  const names = new MetadataScanner().getAllMethodNames(handlers);
  const open = names
    .map((name) => handlers[name] as object)
    .filter((handler) => routeFactsOf(handler).isPublic);
  return new Set(open.map((handler) => service + rpcOf(handler)));
}

function rpcOf(handler: object): string {
  const [pattern] = Reflect.getMetadata(PATTERN_METADATA, handler) as readonly { readonly rpc: string }[];
  return pattern?.rpc ?? '';
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
