import { headerText, type ReceivedMessage } from '../transport/broker.js';
import { sourceTopic } from '../transport/delivery/dead-letter.js';
import {
  errorCodeHeader,
  errorReasonHeader,
  letterGroupHeader,
  ownHeadersHeader,
  springHeader,
} from '../transport/delivery/message-headers.js';
import { replaysOf } from '../transport/delivery/replay-message.js';
import { printable } from './attribute-text.js';
import { imageAttributes, maxIdLength } from './attributes.js';
import { requestIdHeader, requestOf } from './dead-letter.names.js';
import type { DeadLetter } from './dead-letter.event.js';
import type { EventKind } from './event-kinds.js';
import { bareReference, type Naming } from './image-name.js';
import {
  attributesInHeaders,
  imageInLetter,
  imageOfEvent,
  namedImage,
  type NamedImage,
} from './named-image.js';

const maxReasonLength = 4_000;
const latestDateMs = 8_640_000_000_000_000n;

type Place = Pick<DeadLetter, 'topic' | 'partition' | 'offset' | 'firstSeen'>;

/**
 * Reads headers only, because the body may be what failed. Never throws.
 *
 * @param kind of the message that failed; undefined for an unknown one.
 */
export function decodeDeadLetter(
  message: ReceivedMessage,
  kind: Partial<EventKind> = {},
  naming: Naming,
): DeadLetter {
  const place = placeOf(message);
  const image = imageOfLetter(message, place, kind, naming);
  const reason = headerText(message, errorReasonHeader) ?? 'the dead letter gives no reason';
  return {
    ...image,
    requestId: requestIn(message) ?? image?.imageId,
    group: groupOf(message),
    code: headerName(message, errorCodeHeader) ?? 'UNKNOWN',
    reason: printable(reason.slice(0, maxReasonLength)),
    ...place,
    attempts: wholeNumber(message, springHeader.attempt),
    replays: replaysOf(message),
    message,
  };
}

function imageOfLetter(
  message: ReceivedMessage,
  place: Place,
  { imageOf, namesBare }: Partial<EventKind>,
  naming: Naming,
): NamedImage | undefined {
  if (!imageOf) return imageInLetter(message);
  const attribute = attributesInHeaders(message);
  const named = imageOfEvent(message, imageOf, attribute) ?? imageInLetter(message);
  if (named) return named;
  // Letters of earlier versions, which named an image by its id alone.
  const id = imageAttributes.shape.id.safeParse(attribute('id')).data;
  if (id !== undefined) return { imageId: id };
  return namesBare ? namedImage(bareReference(atItsPlace(message, place), naming)) : undefined;
}

/** The message as it was in its topic, as far as the letter says. */
function atItsPlace(
  message: ReceivedMessage,
  { topic, partition, offset, firstSeen }: Place,
): ReceivedMessage {
  const id = offset === undefined ? message.id : `${partition}/${offset}`;
  return { ...message, topic, id, publishedAt: firstSeen };
}

function placeOf(message: ReceivedMessage): Place {
  const topic = sourceTopic(message.topic);
  // A message that already had headers of this kind names another place there.
  const isOurs = headerText(message, springHeader.topic) === topic;
  return {
    topic,
    partition: isOurs ? wholeNumber(message, springHeader.partition) : undefined,
    offset: isOurs ? integer(message, springHeader.offset) : undefined,
    firstSeen: (isOurs ? time(message, springHeader.timestamp) : undefined) ?? message.publishedAt,
  };
}

/** Letters of earlier versions have Spring's header alone, unless the message had such a header itself. */
function groupOf(message: ReceivedMessage): string | undefined {
  const isItsOwn = headerText(message, ownHeadersHeader)?.split(',').includes(springHeader.group);
  const spring = isItsOwn ? undefined : headerName(message, springHeader.group);
  return headerName(message, letterGroupHeader) ?? spring;
}

const requestIn = (message: ReceivedMessage): string | undefined =>
  requestOf(attributesInHeaders(message)) ?? headerName(message, requestIdHeader);

/** Printable and cut; undefined when absent or empty. */
function headerName(message: ReceivedMessage, name: string): string | undefined {
  return printable(headerText(message, name) ?? '').slice(0, maxIdLength) || undefined;
}

/** Integers in the broker's form: big-endian bytes on Kafka, decimal text elsewhere. */
function integer(message: ReceivedMessage, name: string): bigint | undefined {
  if (!Object.hasOwn(message.headers, name)) return undefined;
  const value = message.headers[name];
  if (value instanceof Uint8Array) {
    const bytes = new DataView(value.buffer, value.byteOffset, value.byteLength);
    if (value.length === 4) return BigInt(bytes.getInt32(0));
    if (value.length === 8) return bytes.getBigInt64(0);
  }
  const text = headerText(message, name) ?? '';
  return /^-?\d{1,18}$/.test(text) ? BigInt(text) : undefined;
}

function wholeNumber(message: ReceivedMessage, name: string): number | undefined {
  const value = integer(message, name);
  return value !== undefined && value >= 0n && value < 2n ** 31n ? Number(value) : undefined;
}

function time(message: ReceivedMessage, name: string): Date | undefined {
  const value = integer(message, name);
  return value !== undefined && value > 0n && value <= latestDateMs ? new Date(Number(value)) : undefined;
}
