import { TransientError } from '../../foundation/errors/app.error.js';
import type { ImageDemand } from '../../serving/classifier/served-model.js';
import { type InferRequest, urgencyOf } from './infer-request.js';

/** Until when a request's answer is wanted. Call `end` once it is there. */
export interface RequestDemand extends ImageDemand {
  end(): void;
}

/**
 * What has not begun is dropped when the caller has left, and when the time in the request's parameters is over.
 *
 * @param left aborts when the caller has left.
 * @throws InvalidError `BAD_REQUEST` for a wrong parameter.
 */
export function demandOf(request: InferRequest, left: AbortSignal | undefined): RequestDemand {
  const { priority, timeoutMs } = urgencyOf(request);
  const row = { owner: request, isRow: true, priority } as const;
  if (timeoutMs === undefined) return { ...row, signal: left, end: () => undefined };
  const time = new AbortController();
  const late = () => new TransientError('TIMED_OUT', `it had no turn within ${timeoutMs} ms`);
  const timer = setTimeout(() => time.abort(late()), timeoutMs);
  const signal = left ? AbortSignal.any([left, time.signal]) : time.signal;
  return { ...row, timeoutMs, signal, end: () => clearTimeout(timer) };
}
