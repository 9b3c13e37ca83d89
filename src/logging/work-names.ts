import { readAttributes } from '../events/cloud-event.js';
import { headerAttribute, imageIdHeader, namesOf, requestIdHeader } from '../events/dead-letter.names.js';
import { bareId } from '../events/image.codec.js';
import { readTrace, traceIdOf } from '../events/trace-context.js';
import type { ReceivedMessage } from '../transport/broker.js';
import { atWork, type Work } from './work.js';

/** By what a line of the log is found: under the names that the API uses. */
export interface WorkNames {
  /** Of the header `x-request-id`. */
  readonly httpRequestId?: string | undefined;
  /** Of the images that were pushed together. */
  readonly requestId?: string | undefined;
  /** Of the message; that of an image or a prediction is the image's. */
  readonly eventId?: string | undefined;
  readonly traceId?: string | undefined;
}

/** Names the work within which this is called. Told when a line is written, so that work without a line costs nothing. */
export function presentNames(): WorkNames {
  const work = atWork.getStore();
  return work ? namesOfWork(work) : {};
}

function namesOfWork(work: Work): WorkNames {
  if ('message' in work) return namesOfMessage(work.message);
  return { httpRequestId: work.httpRequestId, traceId: traceIdOf(work.traceparent) };
}

function namesOfMessage(message: ReceivedMessage): WorkNames {
  const other = namesOf(message, bareId(message));
  return {
    requestId: headerAttribute(message, 'requestid') ?? other[requestIdHeader],
    eventId: headerAttribute(message, 'id') ?? other[imageIdHeader],
    traceId: traceIdOf(traceOf(message)),
  };
}

function traceOf(message: ReceivedMessage): string | undefined {
  try {
    return readTrace(message, readAttributes(message))?.start;
  } catch {
    // What is wrong with it is told by whoever reads it in earnest.
    return undefined;
  }
}
