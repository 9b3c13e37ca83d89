import { headerText, type ReceivedMessage } from '../transport/broker.js';
import { sourceTopic } from '../transport/delivery/dead-letter.js';
import { errorCodeHeader, errorReasonHeader, springHeader } from '../transport/delivery/message-headers.js';
import { replaysOf } from '../transport/delivery/replay-message.js';
import { printable } from './attribute-text.js';
import { headerAttribute, headerName, imageIdHeader, requestIdHeader } from './dead-letter.names.js';
import type { DeadLetter } from './dead-letter.event.js';

const maxReasonLength = 4_000;
const latestDateMs = 8_640_000_000_000_000n;

/**
 * Reads headers only, because the body may be what failed. Never throws.
 *
 * @param bareId the image id of a letter whose headers name none.
 */
export function decodeDeadLetter(message: ReceivedMessage, bareId: string | undefined): DeadLetter {
  const imageId = headerAttribute(message, 'id') ?? headerName(message, imageIdHeader) ?? bareId;
  const requestId = headerAttribute(message, 'requestid') ?? headerName(message, requestIdHeader) ?? imageId;
  const reason = headerText(message, errorReasonHeader) ?? 'the dead letter gives no reason';
  const topic = sourceTopic(message.topic);
  // A message that already had headers of this kind names another place there.
  const isOurs = headerText(message, springHeader.topic) === topic;
  return {
    imageId,
    requestId,
    code: headerName(message, errorCodeHeader) ?? 'UNKNOWN',
    reason: printable(reason.slice(0, maxReasonLength)),
    topic,
    partition: isOurs ? wholeNumber(message, springHeader.partition) : undefined,
    offset: isOurs ? integer(message, springHeader.offset) : undefined,
    firstSeen: (isOurs ? time(message, springHeader.timestamp) : undefined) ?? message.publishedAt,
    attempts: wholeNumber(message, springHeader.attempt),
    replays: replaysOf(message),
    message,
  };
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
