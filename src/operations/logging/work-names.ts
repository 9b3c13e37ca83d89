import { headerAttribute, imageIdHeader, namesOf, requestIdHeader } from '../../events/dead-letter.names.js';
import { bareId } from '../../events/image.codec.js';
import { traceOfMessage } from '../../events/message-trace.js';
import { traceIdOf } from '../../events/trace-context.js';
import type { ReceivedMessage } from '../../transport/broker.js';
import { presentWork, type Work } from './work.js';

/** The names by which a log line is found, as in the API. */
export interface WorkNames {
  /** Of the header `x-request-id`. */
  readonly httpRequestId?: string | undefined;
  /** Of the images of one push. */
  readonly requestId?: string | undefined;
  /** The message's id; for an image or a prediction the image's. */
  readonly eventId?: string | undefined;
  readonly traceId?: string | undefined;
  /** With tracing. */
  readonly spanId?: string | undefined;
}

/** The names of the current work. Called when a line is written, so that work without a line costs nothing. */
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
