import { headerAttribute, imageIdHeader, namesOf, requestIdHeader } from '../../events/dead-letter.names.js';
import { bareId } from '../../events/image.codec.js';
import { traceOfMessage } from '../../events/message-trace.js';
import { traceIdOf } from '../../events/trace-context.js';
import type { ReceivedMessage } from '../../transport/broker.js';
import { presentWork, type Work } from './work.js';

/** By what a line of the log is found: under the names that the API uses. */
export interface WorkNames {
  /** Of the header `x-request-id`. */
  readonly httpRequestId?: string | undefined;
  /** Of the images that were pushed together. */
  readonly requestId?: string | undefined;
  /** Of the message; that of an image or a prediction is the image's. */
  readonly eventId?: string | undefined;
  readonly traceId?: string | undefined;
  /** Where there is tracing. */
  readonly spanId?: string | undefined;
}

/** Names the work within which this is called. Told when a line is written, so that work without a line costs nothing. */
export function presentNames(): WorkNames {
  const work = presentWork();
  if (!work) return {};
  const span = work.span?.spanContext();
  return { ...namesOfWork(work), ...(span && { traceId: span.traceId, spanId: span.spanId }) };
}

function namesOfWork(work: Work): WorkNames {
  if ('message' in work) return namesOfMessage(work.message);
  if (!('httpRequestId' in work)) return {};
  return { httpRequestId: work.httpRequestId, traceId: traceIdOf(work.traceparent) };
}

function namesOfMessage(message: ReceivedMessage): WorkNames {
  const other = namesOf(message, bareId(message));
  return {
    requestId: headerAttribute(message, 'requestid') ?? other[requestIdHeader],
    eventId: headerAttribute(message, 'id') ?? other[imageIdHeader],
    traceId: traceIdOf(traceOfMessage(message)?.start),
  };
}
