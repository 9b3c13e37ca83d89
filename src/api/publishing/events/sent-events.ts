import { attributesOfObject, readAttributes } from '../../../events/cloud-event.js';
import type { EventAttributes } from '../../../events/event-attributes.js';
import { readJson } from '../../../foundation/contract/json-body.js';
import { badInput } from '../../../foundation/contract/read-input.js';
import { InvalidError } from '../../../foundation/errors/app.error.js';
import type { ReceivedMessage } from '../../../transport/broker.js';
import { attributeHeaders, headerIn, type HttpHeaders } from './http-headers.js';
import { isEnvelope, isUnwrapped, publishedType, unwrapEnvelope, unwrappedPush } from './pubsub-push.js';

/** Most events of one batch. */
export const mostEvents = 500;

/** Reads the attributes of one event. @throws InvalidError that names the event's mistake. */
export interface SentEvent {
  /** Its headers have the trace's hop. */
  readonly message: ReceivedMessage;
  attributes(): EventAttributes;
}

export interface SentEvents {
  readonly events: readonly SentEvent[];
  readonly isBatch: boolean;
  /** A push of Pub/Sub, which must prove who sent it. */
  readonly isPush: boolean;
}

/**
 * The events of a request: CloudEvents in binary, structured or batched mode, or a push of Pub/Sub.
 *
 * @param hop the headers `traceparent` and `tracestate`.
 * @throws InvalidError `BAD_REQUEST`, `BAD_MESSAGE` for any other request.
 */
export function readEvents(
  headers: HttpHeaders,
  hop: Readonly<Record<string, string>>,
  body: Uint8Array,
): SentEvents {
  const type = headerIn(headers, 'content-type')?.toLowerCase() ?? '';
  if (type.startsWith('application/cloudevents-batch+json')) {
    const events = batchIn(body).map((item) => ofBatch(item, hop));
    return { events, isBatch: true, isPush: false };
  }
  const { sent, isPush = false } = readOne(headers, type, body);
  const message = messageOf({ ...sent.headers, ...hop }, sent.value);
  return { events: [{ message, attributes: () => readAttributes(message) }], isBatch: false, isPush };
}

type Sent = Pick<ReceivedMessage, 'headers' | 'value'>;

function readOne(
  headers: HttpHeaders,
  type: string,
  body: Uint8Array,
): { readonly sent: Sent; readonly isPush?: true } {
  const attributes = attributeHeaders(headers);
  const json = /^application\/([\w.-]+\+)?json\s*(;|$)/.test(type) ? readJson(body) : undefined;
  const isEvent = 'ce-specversion' in attributes || type.startsWith('application/cloudevents');
  if (isUnwrapped(headers)) return { sent: unwrappedPush(headers, attributes, body), isPush: true };
  if (!isEvent && isEnvelope(json)) return { sent: unwrapEnvelope(json), isPush: true };
  if (!isEvent) throw noEvent(type);
  // Eventarc wraps the envelope of a push into an event.
  const isWrapped = headerIn(headers, 'ce-type') === publishedType && isEnvelope(json);
  return { sent: isWrapped ? unwrapEnvelope(json, attributes) : { headers: attributes, value: body } };
}

function noEvent(type: string): InvalidError {
  const forms =
    'a CloudEvent with the header ce-specversion (binary mode), of type application/cloudevents+json, or of type ' +
    'application/cloudevents-batch+json, or a push of Pub/Sub; POST /images takes plain pictures';
  return badInput('Content-Type', type === '' ? undefined : type, forms);
}

function batchIn(body: Uint8Array): readonly unknown[] {
  const items = readJson(body);
  if (Array.isArray(items) && items.length > 0 && items.length <= mostEvents) return items;
  const seen = Array.isArray(items) ? `a list of ${items.length}` : typeof items;
  throw badInput('body', seen, `a list of 1 to ${mostEvents} events`);
}

function ofBatch(item: unknown, hop: Readonly<Record<string, string>>): SentEvent {
  const attributes = () => {
    if (typeof item === 'object' && item !== null && !Array.isArray(item)) {
      return attributesOfObject(item as Readonly<Record<string, unknown>>);
    }
    throw new InvalidError('BAD_MESSAGE', 'the event is no JSON object');
  };
  return { message: messageOf(hop, null), attributes };
}

const messageOf = (headers: ReceivedMessage['headers'], value: Uint8Array | null): ReceivedMessage => ({
  topic: '',
  id: '',
  publishedAt: new Date(),
  headers,
  value,
});
