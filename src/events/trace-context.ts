import { randomBytes } from 'node:crypto';
import { headerText, type ReceivedMessage } from '../transport/broker.js';

/** Attributes of an event; reading one may throw. */
interface Attributes {
  get(name: string): string | undefined;
}

/** W3C trace context of an event. */
export interface TraceContext {
  /** The start of the trace: the CloudEvents extension `traceparent`, the same on every hop. */
  readonly start: string;
  /** The latest span: the transport's own `traceparent` header. */
  readonly hop: string;
  /** The vendors' entries; passed on unread. */
  readonly state?: string | undefined;
}

const maxStateLength = 512;
const header = { parent: 'traceparent', state: 'tracestate' } as const;
const googleHop = 'googclient_traceparent';

/** The context of a received `traceparent`, else the start of a new trace. */
export function beginTrace(traceparent: unknown, tracestate?: unknown): TraceContext {
  if (!isTraceparent(traceparent)) {
    // The last byte asks later services to record the event; only the sender can set it.
    const fresh = `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`;
    return { start: fresh, hop: fresh };
  }
  return { start: traceparent, hop: traceparent, state: validState(tracestate) };
}

/**
 * Reads the context of a message. Its hop comes from the transport's header, else the extension, else the name that
 * Google's client uses. A malformed one counts as absent: a trace never decides about an image.
 */
export function readTrace(message: ReceivedMessage, attributes: Attributes): TraceContext | undefined {
  const start = validParent(attributeOf(attributes, header.parent));
  const hop =
    validParent(headerText(message, header.parent)) ?? start ?? validParent(headerText(message, googleHop));
  if (hop === undefined) return undefined;
  const state = validState(headerText(message, header.state) ?? attributeOf(attributes, header.state));
  return { start: start ?? hop, hop, state };
}

/**
 * The start of the trace as extensions, and the hop beside them, where the broker's tracing libraries look for it.
 */
export function writeTrace(
  { start, hop, state }: TraceContext,
  headers: Record<string, string>,
  setExtension: (name: string, value: string) => void,
): void {
  setExtension(header.parent, start);
  headers[header.parent] = hop;
  if (state === undefined) return;
  setExtension(header.state, state);
  headers[header.state] = state;
}

/**
 * The id of a trace in the terms of W3C Trace Context, 32 hexadecimal digits; undefined for an invalid `traceparent`.
 */
export const traceIdOf = (traceparent: unknown): string | undefined =>
  isTraceparent(traceparent) ? traceparent.slice(3, 35) : undefined;

function attributeOf(attributes: Attributes, name: string): string | undefined {
  try {
    return attributes.get(name);
  } catch {
    return undefined;
  }
}

/** Version, trace id, span id, flags. A version above 00 may have more fields; the ids are not all zero. */
function isTraceparent(text: unknown): text is string {
  return (
    typeof text === 'string' &&
    /^(?!ff)[\da-f]{2}-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}(-[\x21-\x7e]{1,100})?$/.test(
      text,
    ) &&
    (text.length === 55 || !text.startsWith('00'))
  );
}

const validParent = (text: string | undefined): string | undefined =>
  isTraceparent(text) ? text : undefined;

const validState = (text: unknown): string | undefined =>
  typeof text === 'string' && text.length <= maxStateLength && /^[\x20-\x7e]+$/.test(text) ? text : undefined;
