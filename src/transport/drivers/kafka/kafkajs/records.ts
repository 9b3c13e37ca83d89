import type { IHeaders, KafkaMessage, Message } from 'kafkajs';
import { asBuffer, type BrokerMessage, type ReceivedMessage } from '../../../broker.js';
import type { Deadline } from '../kafka.deadlines.js';
import { encodeHeaders } from '../kafka.headers.js';
import type { FetchedRecord } from './fetched-record.js';

/** Bytes for a record's length fields, offsets and timestamps: an upper estimate. */
const overheadBytes = 64;

/** A message to send; after its deadline it is not sent. */
export interface OutgoingRecord {
  readonly topic: string;
  readonly record: Message & {
    readonly partitionKey?: string | undefined;
    readonly deadline: Deadline;
    /** Requests with it that may have left, less those that Kafka answered with a refusal. */
    sendings: number;
  };
  readonly sizeBytes: number;
}

export function toOutgoingRecord(message: BrokerMessage, deadline: Deadline): OutgoingRecord {
  const { topic, partitionKey } = message;
  const key = message.key instanceof Uint8Array ? asBuffer(message.key) : (message.key ?? null);
  const bytes = message.value && asBuffer(message.value);
  const headers = encodeHeaders(message.headers);
  return {
    topic,
    sizeBytes: overheadBytes + (key?.length ?? 0) + (bytes?.length ?? 0) + 2 * lengthOf(headers),
    record: { key, value: bytes, headers, partitionKey, deadline, sendings: 0 },
  };
}

/** The number of characters in names and values. */
function lengthOf(headers: IHeaders): number {
  let length = 0;
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (Array.isArray(value)) for (const one of value) length += name.length + one.length;
    else length += name.length + (value?.length ?? 0);
  }
  return length;
}

/** The range of a Date, in milliseconds before and after 1970. */
const latestDateMs = 8.64e15;

/** Publishers set the time themselves, and Kafka accepts times beyond the range of Date. */
function toDate(timestamp: string): Date {
  return new Date(Math.max(-latestDateMs, Math.min(latestDateMs, Number(timestamp))));
}

export function recordToReceived(
  topic: string,
  partition: number,
  message: KafkaMessage & Pick<FetchedRecord, 'undecodable'>,
): ReceivedMessage {
  const received: ReceivedMessage = {
    topic,
    partition,
    id: `${partition}/${message.offset}`,
    offset: BigInt(message.offset),
    publishedAt: toDate(message.timestamp),
    key: message.key ?? undefined,
    value: message.value,
    headers: (message.headers ?? {}) as ReceivedMessage['headers'],
  };
  const { undecodable } = message;
  if (undecodable === undefined) return received;
  return { ...received, undecodable: `partition ${partition}: ${undecodable}` };
}
