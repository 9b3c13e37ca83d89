import { createHash } from 'node:crypto';
import { type AppError, type ErrorCode, InvalidError } from '../../foundation/errors/app.error.js';
import {
  type BrokerMessage,
  headerText,
  type HeaderValue,
  type ReceivedMessage,
  type SubscriptionName,
} from '../broker.js';
import {
  errorCodeHeader,
  errorReasonHeader,
  headersLeftOutHeader,
  letterGroupHeader,
  ownHeadersHeader,
  springHeader,
  valueHashHeader,
  valueSizeHeader,
} from './message-headers.js';

const suffix = '-dlt';

export const deadLetterTopic = (topic: string): string => topic + suffix;
/** A group's subscriptions of topics and of their dead letters. */
export const withDeadLetters = (topics: readonly string[], group: string): SubscriptionName[] =>
  topics.flatMap((topic) => [
    { topic, group },
    { topic: deadLetterTopic(topic), group },
  ]);
export const isDeadLetterTopic = (topic: string): boolean => topic.endsWith(suffix);
/**
 * The topic that this dead-letter topic belongs to. Older versions made letters of letters; their suffixes go too.
 */
export const sourceTopic = (topic: string): string => topic.replace(/(-dlt)+$/, '');

/** In bytes. Pub/Sub's limit for an attribute is 1,024; every broker gets the same text. */
const maxTextBytes = 1000;

export interface DeliveryFailure {
  readonly error: AppError;
  readonly attempts: number;
  readonly group: string;
  /** The message's subject, where its own headers do not name it; see `Codec.names`. */
  readonly names?: Readonly<Record<string, string>> | undefined;
}

type Headers = Readonly<Record<string, HeaderValue>>;

/**
 * The message as it came (key, value and headers) and the reason beside it. The reason is our code and text, and the
 * headers of Spring Kafka's `DeadLetterPublishingRecoverer`, with integers in Kafka's binary form. Such a header
 * stays unchanged when the message has it already: a letter whose replay fails still names its first failure.
 *
 * @param maxHeaders the broker's limit. Our code and reason always go; then the message's own, then Spring's. A
 *   header counts the message's own headers that did not fit.
 */
export function toDeadLetter(
  message: ReceivedMessage,
  partitionKey: string | undefined,
  failure: DeliveryFailure,
  maxHeaders = Infinity,
): BrokerMessage {
  const { topic, key, value, headers } = message;
  const spring = springHeaders(message, failure);
  const fitting = fit(
    [{ ...ownHeaders(failure), ...ownAmong(spring, headers) }, headers, spring],
    maxHeaders,
  );
  return { topic: deadLetterTopic(topic), key, partitionKey, value, headers: fitting };
}

/** The same letter without its value, for a broker that refuses the value. SHA-256 and size name the value. */
export function withoutValue(letter: BrokerMessage, why = 'was too large to keep'): BrokerMessage {
  const value = letter.value ?? new Uint8Array();
  const reason = String(letter.headers[errorReasonHeader]);
  return {
    ...letter,
    value: null,
    headers: {
      ...letter.headers,
      [errorReasonHeader]: truncate(`${reason} (the value of ${value.length} bytes ${why})`),
      [valueHashHeader]: createHash('sha256').update(value).digest('hex'),
      [valueSizeHeader]: String(value.length),
    },
  };
}

/** The headers of every letter, in every form: the reason, and the message's subject. */
export function ownHeaders({ error, group, names = {} }: DeliveryFailure): Headers {
  const named = Object.entries(names).map(([name, text]) => [name, truncate(text)]);
  return {
    ...Object.fromEntries(named),
    [errorCodeHeader]: error.code,
    [errorReasonHeader]: truncate(error.message),
    [letterGroupHeader]: group,
  };
}

/** A replay cannot know later which Spring headers the letter added, so a header lists the message's own. */
function ownAmong(spring: Headers, own: Headers): Headers {
  const names = Object.keys(spring).filter((name) => Object.hasOwn(own, name));
  return names.length === 0 ? {} : { [ownHeadersHeader]: names.join(',') };
}

function springHeaders(message: ReceivedMessage, { error, attempts, group }: DeliveryFailure): Headers {
  const cause = error.cause instanceof Error ? error.cause : undefined;
  return {
    [springHeader.topic]: message.topic,
    ...(message.partition !== undefined && { [springHeader.partition]: message.partition }),
    ...(message.offset !== undefined && { [springHeader.offset]: message.offset }),
    [springHeader.timestamp]: BigInt(message.publishedAt.getTime()),
    [springHeader.timestampType]: 'CreateTime',
    [springHeader.group]: group,
    [springHeader.attempt]: attempts,
    [springHeader.error]: error.name,
    ...(cause && { [springHeader.cause]: cause.name }),
    [springHeader.message]: truncate(error.message),
    [springHeader.stack]: truncate(error.stack ?? ''),
  };
}

/** Whether a letter with this code holds bytes in which no message could be read. */
export const isUndecodable = (code: string | undefined): boolean =>
  code === ('UNDECODABLE_BATCH' satisfies ErrorCode);

/** Why nothing can handle the message; undefined for a message that the driver could decode. */
export const undecodableError = ({ undecodable }: ReceivedMessage): AppError | undefined =>
  undecodable === undefined ? undefined : new InvalidError('UNDECODABLE_BATCH', undecodable);

/**
 * Bytes of a dead-letter topic that cannot be decoded, as a letter with that reason. It is stored like the others,
 * because no letter becomes a dead letter of its own.
 */
export const asLetter = (message: ReceivedMessage, error: AppError): ReceivedMessage => ({
  ...message,
  headers: {
    ...message.headers,
    [errorCodeHeader]: error.code,
    [errorReasonHeader]: truncate(error.message),
  },
});

/** A dead letter for its handler: reason, topic, and the message itself. */
export interface ReadDeadLetter {
  /** The error's code, such as `BAD_MESSAGE`; `UNKNOWN` for a letter of another program. */
  readonly code: string;
  readonly reason: string;
  /** The message's topic before it failed. */
  readonly topic: string;
  /** All its bytes, with the headers that the letter added. */
  readonly message: ReceivedMessage;
}

/** Reads headers only, because the body may be what failed. Never throws. */
export function readDeadLetter(message: ReceivedMessage): ReadDeadLetter {
  return {
    code: headerText(message, errorCodeHeader) ?? 'UNKNOWN',
    reason: headerText(message, errorReasonHeader) ?? 'the dead letter gives no reason',
    topic: sourceTopic(message.topic),
    message,
  };
}

/** Bytes that a letter without its value needs to say so, and one header for the number of headers left out. */
const reserved = 3;

function fit([ours, own, spring]: readonly [Headers, Headers, Headers], maxHeaders: number): Headers {
  const room = maxHeaders - reserved - Object.keys(ours).length;
  const names = Object.keys(own);
  const kept = Object.fromEntries(names.slice(0, room).map((name) => [name, own[name] as HeaderValue]));
  const added = Object.entries(spring).filter(([name]) => !Object.hasOwn(own, name));
  return {
    ...kept,
    ...Object.fromEntries(added.slice(0, Math.max(0, room - names.length))),
    ...(names.length > room && { [headersLeftOutHeader]: String(names.length - room) }),
    ...ours,
  };
}

/** Cuts text to an attribute's limit, never inside a character. */
function truncate(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= maxTextBytes) return text;
  return new TextDecoder().decode(bytes.subarray(0, maxTextBytes - 3), { stream: true }) + '…';
}
