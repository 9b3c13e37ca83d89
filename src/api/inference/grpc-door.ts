import {
  type Metadata,
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
  status,
} from '@grpc/grpc-js';
import { constants, type ServerHttp2Stream } from 'node:http2';
import { type FrontDoor, refuseSpent } from '../security/front-door.js';
import { inferPath, publicPaths } from './grpc-methods.js';
import { grpcFailureOf } from './protocol-errors.js';

/** Bytes of a message without tensors. */
const mostBytes = 65_536;

/** In milliseconds, as for requests over HTTP. */
const longestMessageMs = 300_000;

/**
 * Leads every gRPC call through the front door, before its message is read. Ends a call whose message does not come
 * within 300 s.
 */
export function grpcDoor(door: FrontDoor, messageMs = longestMessageMs): ServerInterceptor {
  const open = publicPaths();
  const enter = async (path: string, address: string, metadata: Metadata) => {
    const budget = await door.count(address);
    if (budget) refuseSpent(budget);
    if (!open.has(path)) await door.recognise(metadata, metadata.getMap(), address);
  };
  return ({ path }, call) => {
    if (path !== inferPath) limitMessages(call);
    let tooLate: NodeJS.Timeout | undefined;
    return new ServerInterceptingCall(call, {
      start: (next) =>
        next({
          onReceiveMetadata: (metadata, go) => {
            tooLate = setTimeout(() => refuse(call, lateBy(messageMs)), messageMs).unref();
            enter(path, call.getConnectionInfo().remoteAddress ?? 'unknown', metadata).then(
              () => go(metadata),
              (error: unknown) => refuse(call, grpcFailureOf(error)),
            );
          },
          onReceiveHalfClose: (go) => {
            clearTimeout(tooLate);
            go();
          },
          onCancel: () => clearTimeout(tooLate),
        }),
    });
  };
}

const lateBy = (messageMs: number) => ({
  code: status.DEADLINE_EXCEEDED,
  details: `the message has not come to its end within ${messageMs} ms`,
});

/** Ends the client's half of the call, too: grpc-js would keep it until the client ends it. */
function refuse(call: ServerInterceptingCallInterface, failure: { code: status; details: string }): void {
  call.sendStatus(failure);
  const { stream } = call as unknown as { readonly stream: ServerHttp2Stream };
  stream.close(constants.NGHTTP2_NO_ERROR);
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
