import type { ReceivedMessage } from '../transport/broker.js';
import { readAttributes } from './cloud-event.js';
import { readTrace, type TraceContext } from './trace-context.js';

/** The trace of any message, also of one that is no event. Never throws: the codec reports mistakes in it. */
export function traceOfMessage(message: ReceivedMessage): TraceContext | undefined {
  try {
    return readTrace(message, readAttributes(message));
  } catch {
    return undefined;
  }
}
