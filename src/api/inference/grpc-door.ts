import {
  type Metadata,
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
} from '@grpc/grpc-js';
import { type FrontDoor, refuseSpent } from '../security/front-door.js';
import { inferPath, publicPaths } from './grpc-methods.js';
import { grpcFailureOf } from './protocol-errors.js';

/** Bytes of a message without tensors. */
const mostBytes = 65_536;

/** Leads every gRPC call through the front door, before its message is read. */
export function grpcDoor(door: FrontDoor): ServerInterceptor {
  const open = publicPaths();
  const enter = async (path: string, address: string, metadata: Metadata) => {
    const budget = await door.count(address);
    if (budget) refuseSpent(budget);
    if (!open.has(path)) await door.recognise(metadata, metadata.getMap(), address);
  };
  return ({ path }, call) => {
    if (path !== inferPath) limitMessages(call);
    return new ServerInterceptingCall(call, {
      start: (next) =>
        next({
          onReceiveMetadata: (metadata, go) => {
            enter(path, call.getConnectionInfo().remoteAddress ?? 'unknown', metadata).then(
              () => go(metadata),
              (error: unknown) => call.sendStatus(grpcFailureOf(error)),
            );
          },
        }),
    });
  };
}

/** grpc-js has one limit for all methods, so this sets that of the call: as sent, and after decompression. */
function limitMessages(call: ServerInterceptingCallInterface): void {
  const limits = call as unknown as {
    maxReceiveMessageSize: number;
    readonly decoder: { maxReadMessageLength: number };
  };
  const bytes = Math.min(mostBytes, limits.maxReceiveMessageSize);
  limits.maxReceiveMessageSize = bytes;
  limits.decoder.maxReadMessageLength = bytes;
}
