import { type ServerInterceptingCallInterface, status, type StatusObject } from '@grpc/grpc-js';
import type { ServerHttp2Stream } from 'node:http2';
import { mostUnfinished, type UnfinishedBodies } from '../security/unfinished-bodies.js';

export type GrpcFailure = Pick<StatusObject, 'code' | 'details'> & Partial<StatusObject>;

/** Bytes that a piece takes besides its own: a message may come in pieces of one byte. */
const bytesOfPiece = 256;

/** Counts a call's message among `unfinished` until the client has ended it, or the call is over. */
export function countUnfinished(
  call: ServerInterceptingCallInterface,
  unfinished: UnfinishedBodies,
  end: (failure: GrpcFailure) => void,
): void {
  const base = call as unknown as { readonly stream: ServerHttp2Stream; readonly cancelled: boolean };
  const body = unfinished.begin(() => end(noRoom));
  base.stream.on('data', (piece: Buffer) => {
    // grpc-js drops what comes for a call that is over.
    if (base.cancelled) body.end();
    else body.add(piece.length + bytesOfPiece);
  });
  base.stream.once('end', () => body.end());
  base.stream.once('close', () => body.end());
}

const noRoom = {
  code: status.RESOURCE_EXHAUSTED,
  details: `the message had to make room: messages that have begun and not ended take ${mostUnfinished} × MAX_BODY_BYTES already`,
};
