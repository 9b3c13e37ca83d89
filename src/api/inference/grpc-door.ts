import {
  Metadata,
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
  status,
} from '@grpc/grpc-js';
import { constants, type ServerHttp2Stream } from 'node:http2';
import { quoted } from '../../foundation/errors/quoted.js';
import { type FrontDoor, refuseSpent } from '../security/front-door.js';
import type { UnfinishedBodies } from '../security/unfinished-bodies.js';
import { inferPath, publicPaths } from './grpc-methods.js';
import { countUnfinished, type GrpcFailure } from './grpc-unfinished.js';
import { grpcFailureOf } from './protocol-errors.js';

/** Bytes of a message without tensors. */
const mostBytes = 65_536;

/** In milliseconds, as for requests over HTTP. */
const longestMessageMs = 300_000;

/**
 * Leads every gRPC call through the front door, before its message is read. Ends a call whose message is compressed,
 * does not come within 300 s, or has to make room in `unfinished`.
 */
export function grpcDoor(
  door: FrontDoor,
  unfinished: UnfinishedBodies,
  messageMs = longestMessageMs,
): ServerInterceptor {
  const enter = entrance(door);
  return ({ path }, call) => {
    if (path !== inferPath) limitMessages(call);
    let tooLate: NodeJS.Timeout | undefined;
    const end = (failure: GrpcFailure) => {
      clearTimeout(tooLate);
      refuse(call, failure);
    };
    return new ServerInterceptingCall(call, {
      start: (next) =>
        next({
          onReceiveMetadata: (metadata, go) => {
            tooLate = setTimeout(() => end(lateBy(messageMs)), messageMs).unref();
            countUnfinished(call, unfinished, end);
            enter(path, call, metadata).then(
              (failure) => (failure ? end(failure) : go(metadata)),
              (error: unknown) => end(grpcFailureOf(error)),
            );
          },
          onReceiveHalfClose: (go) => {
            clearTimeout(tooLate);
            go();
          },
          onCancel: () => clearTimeout(tooLate),
        }),
      sendMetadata: (metadata, next) => {
        metadata.merge(takenEncodings);
        next(metadata);
      },
    });
  };
}

/** Lets a call in, or answers or throws why not. */
function entrance(door: FrontDoor) {
  const open = publicPaths();
  return async (path: string, call: ServerInterceptingCallInterface, metadata: Metadata) => {
    const address = call.getConnectionInfo().remoteAddress ?? 'unknown';
    const budget = await door.count(address);
    if (budget) refuseSpent(budget);
    if (!open.has(path)) await door.recognise(metadata, metadata.getMap(), address);
    const encoding = encodingOf(call);
    return encoding === 'identity' ? undefined : compressed(encoding);
  };
}

/** grpc-js would name those that it can read. */
const takenEncodings = new Metadata();
takenEncodings.set('grpc-accept-encoding', 'identity');

/** grpc-js removes the header before any interceptor sees it. */
const encodingOf = (call: ServerInterceptingCallInterface) =>
  (call as unknown as { readonly incomingEncoding: string }).incomingEncoding;

const compressed = (encoding: string) => ({
  code: status.UNIMPLEMENTED,
  details: `grpc-encoding is ${quoted(encoding)}: only identity is taken, messages must not be compressed`,
  metadata: takenEncodings,
});

const lateBy = (messageMs: number) => ({
  code: status.DEADLINE_EXCEEDED,
  details: `the message has not come to its end within ${messageMs} ms`,
});

/** Ends the client's half of the call, too: grpc-js would keep it until the client ends it. */
function refuse(call: ServerInterceptingCallInterface, failure: GrpcFailure): void {
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
