import { z } from 'zod';
import { readInput } from '../../../foundation/contract/read-input.js';
import type { ReceivedMessage } from '../../../transport/broker.js';
import { isCloudStorageNotification } from '../../../events/notifications/cloud-storage.js';
import { headerIn, type HttpHeaders } from './http-headers.js';

type MessageHeaders = ReceivedMessage['headers'];
type Sent = Pick<ReceivedMessage, 'headers' | 'value'>;

/** The type that Google's own events give to a message of a topic. */
export const publishedType = 'google.cloud.pubsub.topic.v1.messagePublished';

const text = z.string('text');
const base64 = z.base64('base64 text');

/** The body of a push: https://cloud.google.com/pubsub/docs/push. */
const envelope = z.object({
  message: z.object({
    data: base64.optional(),
    attributes: z.record(z.string(), text).optional(),
    messageId: text.min(1, 'text of 1 character or more'),
    publishTime: text.optional(),
    orderingKey: text.optional(),
  }),
  subscription: text.min(1, 'the name of the subscription'),
});

export const isEnvelope = (body: unknown): body is object =>
  typeof body === 'object' && body !== null && 'message' in body;

/**
 * The message in the envelope of a push.
 *
 * @param outer the attributes of an event whose data the envelope is, as Eventarc sends it.
 * @throws InvalidError `BAD_REQUEST` that names the wrong field.
 */
export function unwrapEnvelope(body: unknown, outer: MessageHeaders = {}): Sent {
  const { message, subscription } = readInput(envelope, body, 'body');
  const { data = '', attributes = {}, messageId, publishTime, orderingKey } = message;
  const { 'content-type': _, ...ofEvent } = outer;
  const own = { ...namesOf(subscription, messageId, publishTime, orderingKey), ...ofEvent };
  return { headers: withNames(attributes, own), value: Buffer.from(data, 'base64') };
}

export const isUnwrapped = (headers: HttpHeaders): boolean => idIn(headers) !== undefined;

/** A push without an envelope (`--push-no-wrapper-write-metadata`): attributes are headers, and the body is the data. */
export function unwrappedPush(headers: HttpHeaders, attributes: MessageHeaders, value: Uint8Array): Sent {
  const of = (name: string) => headerIn(headers, `x-goog-pubsub-${name}`);
  const own = namesOf(
    of('subscription-name') ?? '',
    idIn(headers) ?? '',
    of('publish-time'),
    of('ordering-key'),
  );
  return { headers: withNames(attributes, own), value };
}

const idIn = (headers: HttpHeaders) => headerIn(headers, 'x-goog-pubsub-message-id');

/** A message that is an event, or a notification of Cloud Storage, keeps its own name. */
function withNames(attributes: MessageHeaders, names: MessageHeaders): MessageHeaders {
  const type = String(attributes['content-type'] ?? '');
  const isEvent =
    'ce-specversion' in attributes ||
    'ce_specversion' in attributes ||
    isCloudStorageNotification(attributes) ||
    /^application\/cloudevents/i.test(type);
  return isEvent ? attributes : { ...names, ...attributes };
}

/** Pub/Sub sends a message again under the same id, so its event is the same too. */
function namesOf(
  subscription: string,
  id: string,
  time: string | undefined,
  orderingKey: string | undefined,
): MessageHeaders {
  return {
    'ce-specversion': '1.0',
    'ce-id': id,
    'ce-source': `//pubsub.googleapis.com/${subscription}`,
    'ce-type': publishedType,
    ...(time && { 'ce-time': time }),
    ...(orderingKey && { 'ce-partitionkey': orderingKey }),
  };
}
