import { type handleUnaryCall, Server, status } from '@grpc/grpc-js';
import { errorText } from '../../foundation/errors/app.error.js';
import { refuseCostlyFields } from './grpc-fields.js';

type Registration<Request, Response> = Parameters<typeof Server.prototype.register<Request, Response>>;

/** Takes the place of a request whose bytes are no message of its method. */
class Unreadable {
  constructor(readonly reason: string) {}
}

/**
 * A server that answers `INVALID_ARGUMENT` to bytes that are no message of the method. The library would answer
 * `INTERNAL`, as if the server had failed, and alerts would count it so.
 */
export class ReadingServer extends Server {
  override register<Request, Response>(
    ...[name, handle, serialize, deserialize, type]: Registration<Request, Response>
  ): boolean {
    const read = (bytes: Buffer): Request | Unreadable => {
      try {
        refuseCostlyFields(name, bytes);
        return deserialize(bytes);
      } catch (error) {
        return new Unreadable(errorText(error));
      }
    };
    // The protocol has no streams.
    const unary = handle as handleUnaryCall<Request | Unreadable, Response>;
    return super.register(name, refusingUnreadable(name, unary), serialize, read, type);
  }
}

function refusingUnreadable<Request, Response>(
  name: string,
  handle: handleUnaryCall<Request | Unreadable, Response>,
): handleUnaryCall<Request | Unreadable, Response> {
  return (call, done) => {
    const { request } = call;
    if (!(request instanceof Unreadable)) return handle(call, done);
    const details = `the message is no request of ${name}: ${request.reason}`;
    return done({ code: status.INVALID_ARGUMENT, details });
  };
}
