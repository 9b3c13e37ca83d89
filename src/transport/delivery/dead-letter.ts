import { createHash } from 'node:crypto';
import type { AppError } from '../../foundation/errors/app.error.js';
import { type BrokerMessage, headerText, type HeaderValue, type ReceivedMessage } from '../broker.js';
import {
  errorCodeHeader,
  errorReasonHeader,
  headersLeftOutHeader,
  ownHeadersHeader,
  springHeader,
  valueHashHeader,
  valueSizeHeader,
} from './message-headers.js';

const suffix = '-dlt';

export const deadLetterTopic = (topic: string): string => topic + suffix;
export const isDeadLetterTopic = (topic: string): boolean => topic.endsWith(suffix);
/** The topic whose dead letters lie in this one; that of a letter of a letter, which no version makes any more, too. */
export const sourceTopic = (topic: string): string => topic.replace(/(-dlt)+$/, '');

/** Pub/Sub takes 1,024 bytes an attribute; the same text goes to every broker. */
const maxTextBytes = 1000;

export interface DeliveryFailure {
  readonly error: AppError;
  readonly attempts: number;
  readonly group: string;
  /** What the message is about, where its own headers do not say; see `Codec.names`. */
  readonly names?: Readonly<Record<string, string>> | undefined;
}

type Headers = Readonly<Record<string, HeaderValue>>;

/**
 * The message as it came, key, value and headers untouched, with the reason beside it: Spring Kafka's
 * `DeadLetterPublishingRecoverer` headers (integers in Kafka's own binary form) and our code and reason. A header of
 * that kind which is there already is left alone, so a letter that is replayed in vain names its first failure too.
 *
 * @param maxHeaders how many the broker takes. Our code and reason always go; then the message's own, then Spring's;
 *   how many of the message's own did not fit is said in a header.
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

/** The same letter for a broker that does not take its value: named by SHA-256 and size. */
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

/** What every letter says, whatever becomes of the rest: why, and what the message is about. */
export function ownHeaders({ error, names = {} }: DeliveryFailure): Headers {
  const named = Object.entries(names).map(([name, text]) => [name, truncate(text)]);
  return {
    ...Object.fromEntries(named),
    [errorCodeHeader]: error.code,
    [errorReasonHeader]: truncate(error.message),
  };
}

/** Nobody could tell later which of Spring's headers were added, so those that were there are listed. */
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

/** A dead letter as a handler needs it: why, of which topic, and the message itself. */
export interface ReadDeadLetter {
  /** The error's code, such as `BAD_MESSAGE`; `UNKNOWN` when another program wrote the letter. */
  readonly code: string;
  readonly reason: string;
  /** The topic in which the message lay before. */
  readonly topic: string;
  /** Every byte of it, with the headers that the letter added. */
  readonly message: ReceivedMessage;
}

/** Reads headers only, and never throws: a dead letter's body has already shown that it cannot be trusted. */
export function readDeadLetter(message: ReceivedMessage): ReadDeadLetter {
  return {
    code: headerText(message, errorCodeHeader) ?? 'UNKNOWN',
    reason: headerText(message, errorReasonHeader) ?? 'the dead letter gives no reason',
    topic: sourceTopic(message.topic),
    message,
  };
}

/** Room that a letter without its value needs for saying so, and one header for what was left out. */
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

/** Cuts text to what an attribute holds, never inside a character. */
function truncate(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= maxTextBytes) return text;
  return new TextDecoder().decode(bytes.subarray(0, maxTextBytes - 3), { stream: true }) + '…';
}
