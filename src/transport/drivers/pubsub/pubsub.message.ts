import type { Message } from '@google-cloud/pubsub';
import { InvalidError } from '../../../foundation/errors/app.error.js';
import type { BrokerMessage, HeaderValue, ReceivedMessage } from '../../broker.js';
import { setHeader } from '../../delivery/set-header.js';

/** A message in a publish request. */
export interface PubSubMessage {
  readonly data: Uint8Array;
  readonly attributes: Readonly<Record<string, string>>;
  readonly orderingKey: string;
}

/** The service's own limits: https://cloud.google.com/pubsub/quotas */
export const maxAttributes = 100;
const limits = { messageBytes: 10_000_000, attributes: maxAttributes, nameBytes: 256, valueBytes: 1024 };

/** Pub/Sub refuses a message with neither data nor attributes; this attribute makes it valid and is removed again. */
const emptyMark = 'seamline-empty';

const utf8 = new TextDecoder();

/**
 * Turns headers into attributes, which are text: bytes are read as UTF-8, numbers are written in decimal, a repeated
 * header keeps its first value. The key is left out: Pub/Sub has none.
 *
 * @throws InvalidError `MESSAGE_TOO_LARGE`, or `BROKER_REFUSED` when an attribute exceeds the service's limits.
 */
export function encodeMessage({ topic, value, headers, partitionKey = '' }: BrokerMessage): PubSubMessage {
  const data = value ?? new Uint8Array();
  const names = Object.keys(headers);
  if (names.length > limits.attributes) refuse(topic, `${names.length} attributes`, `${limits.attributes}`);
  if (byteLength(partitionKey) > limits.valueBytes) {
    refuse(topic, `a partition key of ${byteLength(partitionKey)} bytes`, `${limits.valueBytes}`);
  }
  const attributes: Record<string, string> = {};
  for (const [name, header] of Object.entries(headers)) {
    setHeader(attributes, name, attributeOf(topic, name, header));
  }
  if (data.length === 0 && names.length === 0) attributes[emptyMark] = '';
  const message = { data, attributes, orderingKey: partitionKey };
  if (sizeBytes(message) > limits.messageBytes) {
    throw new InvalidError(
      'MESSAGE_TOO_LARGE',
      `a message for ${topic} has ${sizeBytes(message)} bytes; Pub/Sub takes ${limits.messageBytes}`,
      { details: { topic, sizeBytes: sizeBytes(message), limitBytes: limits.messageBytes } },
    );
  }
  return message;
}

export function decodeMessage(topic: string, message: Message): ReceivedMessage {
  return {
    topic,
    value: message.data,
    headers: Object.hasOwn(message.attributes, emptyMark) ? {} : message.attributes,
    id: message.id,
    publishedAt: new Date(message.publishTime.getTime()),
    partitionKey: message.orderingKey || undefined,
  };
}

/** Bytes of a message in a publish request: an upper estimate. */
export function sizeBytes({ data, attributes, orderingKey }: PubSubMessage): number {
  let size = data.length + byteLength(orderingKey) + 16;
  for (const name in attributes) size += byteLength(name) + byteLength(attributes[name] ?? '') + 12;
  return size;
}

function attributeOf(topic: string, name: string, header: HeaderValue): string {
  const text = headerAsText(header);
  if (name === '' || byteLength(name) > limits.nameBytes) {
    refuse(
      topic,
      `an attribute name of ${byteLength(name)} bytes (${name.slice(0, 40)})`,
      `1 to ${limits.nameBytes}`,
    );
  }
  if (byteLength(text) > limits.valueBytes) {
    refuse(topic, `the attribute ${name} of ${byteLength(text)} bytes`, `${limits.valueBytes}`);
  }
  return text;
}

function headerAsText(header: HeaderValue): string {
  if (typeof header === 'string') return header;
  if (header instanceof Uint8Array) return utf8.decode(header);
  if (typeof header === 'number' || typeof header === 'bigint') return String(header);
  return headerAsText(header[0] ?? '');
}

function refuse(topic: string, seen: string, allowed: string): never {
  throw new InvalidError('BROKER_REFUSED', `a message for ${topic} has ${seen}; Pub/Sub takes ${allowed}`, {
    details: { topic, seen, allowed },
  });
}

function byteLength(text: string): number {
  return Buffer.byteLength(text);
}
