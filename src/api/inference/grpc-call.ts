import { TransientError } from '../../foundation/errors/app.error.js';

/** A call as Nest passes it to a handler. */
export interface GrpcCall {
  readonly cancelled: boolean;
  once(event: 'cancelled', listener: () => void): unknown;
}

/** Aborts when the caller has cancelled the call, its deadline is over, or its connection is lost. */
export function cancelledSignal(call: GrpcCall): AbortSignal {
  const left = new AbortController();
  const leave = () =>
    left.abort(new TransientError('TIMED_OUT', 'the call is cancelled, or its time is over'));
  if (call.cancelled) leave();
  else call.once('cancelled', leave);
  return left.signal;
}
