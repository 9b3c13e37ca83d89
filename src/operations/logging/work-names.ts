import { imageOfMessage, requestOf } from '../../events/dead-letter.names.js';
import { kindOfType } from '../../events/event-kinds.js';
import { traceOfMessage } from '../../events/message-trace.js';
import { attributesOf } from '../../events/named-image.js';
import { traceIdOf } from '../../events/trace-context.js';
import { type MessageWork, presentWork, type Work } from './work.js';

/** The names by which a log line is found, as in the API. */
export interface WorkNames {
  /** Of the header `x-request-id`. */
  readonly httpRequestId?: string | undefined;
  /** Of the images of one push. */
  readonly requestId?: string | undefined;
  /** The message's id; for an image or a prediction the image's name. */
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
  if ('message' in work) return namesOfMessage(work);
  if (!('httpRequestId' in work)) return {};
  return { httpRequestId: work.httpRequestId, traceId: traceIdOf(work.traceparent) };
}

function namesOfMessage({ message, naming }: MessageWork): WorkNames {
  const attribute = attributesOf(message);
  return {
    requestId: requestOf(attribute),
    eventId: imageOfMessage(message, kindOfType(attribute('type')), naming)?.imageId ?? attribute('id'),
    traceId: traceIdOf(traceOfMessage(message)?.start),
  };
}
