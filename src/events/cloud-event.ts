import { InvalidError, errorText } from '../foundation/errors/app.error.js';
import type { ReceivedMessage } from '../transport/broker.js';
import type { Envelope } from '../transport/delivery/codec.js';
import { driverOf } from '../transport/drivers/index.js';
import { attributeText } from './attribute-text.js';
import type { EventAttributes } from './event-attributes.js';
import { parseObject } from './json-object.js';
import { cloudStorageNotification } from './notifications/cloud-storage.js';
import { s3Notification } from './notifications/s3.js';
import { quoted } from '../foundation/errors/quoted.js';
import { type TraceContext, writeTrace } from './trace-context.js';

/** A CloudEvent 1.0 with its data as bytes. Extensions are lower-case names with text values. */
export interface CloudEvent {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time?: string | undefined;
  readonly datacontenttype?: string | undefined;
  readonly extensions: Readonly<Record<string, string | undefined>>;
  readonly trace?: TraceContext | undefined;
  readonly data: Uint8Array | null;
}

/** The headers of attributes, by prefix. Each is built once: building it for each message costs more than reading. */
const headerNames = new Map<string, Map<string, string>>();

function headerNamesWith(prefix: string): Map<string, string> {
  const known = headerNames.get(prefix);
  if (known !== undefined) return known;
  const names = new Map<string, string>();
  headerNames.set(prefix, names);
  return names;
}

function headerOf(names: Map<string, string>, prefix: string, attribute: string): string {
  const known = names.get(attribute);
  if (known !== undefined) return known;
  const name = prefix + attribute;
  names.set(attribute, name);
  return name;
}

/**
 * Binary mode: the data is the value as it is, every attribute a header. Sources: CloudEvents Kafka protocol binding
 * 1.0.2; Google's Pub/Sub binding (working draft). The description of each driver contains their differences.
 */
export function encodeCloudEvent(event: CloudEvent, broker: string): Envelope {
  const { prefix, contentTypeHeaders } = driverOf(broker).cloudEvents;
  const names = headerNamesWith(prefix);
  const headers: Record<string, string> = {};
  const { id, source, type, time, extensions, trace } = event;
  const set = (attribute: string, value: string) => {
    headers[headerOf(names, prefix, attribute)] = value;
  };
  set('specversion', '1.0');
  set('id', id);
  set('source', source);
  set('type', type);
  if (time) set('time', time);
  for (const name of Object.keys(extensions)) {
    const value = extensions[name];
    if (value !== undefined) set(name, value);
  }
  if (event.datacontenttype) {
    for (const name of contentTypeHeaders) headers[name] = event.datacontenttype;
  }
  if (trace) writeTrace(trace, headers, set);
  return { key: id, partitionKey: extensions['partitionkey'], value: event.data, headers };
}

/**
 * Reads binary and structured mode, and a store's notification of one new object as an event without data. Any other
 * message has at most a content type.
 *
 * @throws InvalidError `BAD_MESSAGE` for another spec version, a batch, a structured event that is no JSON, or a
 *   notification that names no object. `get` throws it too, for an attribute that is no UTF-8 or occurs twice.
 */
export function readAttributes(message: ReceivedMessage): EventAttributes {
  const contentType = attributeText(message, 'content-type') ?? attributeText(message, 'ce-datacontenttype');
  if (contentType?.toLowerCase().startsWith('application/cloudevents'))
    return structured(message, contentType);
  const prefix = Object.hasOwn(message.headers, 'ce-specversion') ? 'ce-' : 'ce_';
  const names = headerNamesWith(prefix);
  const get = (name: string) => attributeText(message, headerOf(names, prefix, name));
  const version = get('specversion');
  checkVersion(version);
  if (version === undefined) {
    const notification = cloudStorageNotification(message) ?? s3Notification(message);
    if (notification) return notification;
  }
  const namesIn = () =>
    Object.keys(message.headers).flatMap((header) =>
      header.startsWith(prefix) ? header.slice(prefix.length) : [],
    );
  return { get, names: namesIn, contentType, data: message.value };
}

function structured(message: ReceivedMessage, contentType: string): EventAttributes {
  const isJson = /^application\/cloudevents\+json\s*(;|$)/i.test(contentType);
  if (!isJson) {
    throw new InvalidError(
      'BAD_MESSAGE',
      `the event format ${quoted(contentType)} is unknown; use application/cloudevents+json`,
    );
  }
  return attributesOfObject(parseObject(message.value ?? new Uint8Array()));
}

/**
 * Reads an event in the JSON format, such as one of a batch.
 *
 * @throws InvalidError `BAD_MESSAGE` for another spec version, and for data that cannot be read.
 */
export function attributesOfObject(event: Readonly<Record<string, unknown>>): EventAttributes {
  const get = (name: string) => {
    const value = Object.hasOwn(event, name) ? event[name] : undefined;
    return value === undefined || value === null || typeof value === 'object' ? undefined : String(value);
  };
  const version = get('specversion');
  checkVersion(version ?? '(none)');
  const names = () => Object.keys(event).filter((name) => name !== 'data' && name !== 'data_base64');
  // Bytes without a type say themselves what they are, and so does a picture that is not here.
  const usual = event['data'] === undefined ? undefined : 'application/json';
  return { get, names, contentType: get('datacontenttype') ?? usual, data: structuredData(event) };
}

function structuredData(event: Readonly<Record<string, unknown>>): Uint8Array | null {
  const { data, data_base64: base64 } = event;
  if (base64 !== undefined) {
    if (data !== undefined) throw new InvalidError('BAD_MESSAGE', 'the event has both data and data_base64');
    return fromBase64(base64);
  }
  if (data === undefined || data === null) return null;
  return Buffer.from(typeof data === 'string' ? data : toJson(data));
}

/** Buffer itself skips characters that are no base64, which would give another image. */
function fromBase64(text: unknown): Uint8Array {
  if (typeof text === 'string' && text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text)) {
    return Buffer.from(text, 'base64');
  }
  throw new InvalidError('BAD_MESSAGE', 'the data_base64 of the event is no base64 text');
}

/** JSON that JSON.parse accepts may still be nested too deep to be written again. */
function toJson(data: unknown): string {
  try {
    return JSON.stringify(data);
  } catch (cause) {
    throw new InvalidError('BAD_MESSAGE', `the data of the event: ${errorText(cause)}`, { cause });
  }
}

function checkVersion(version: string | undefined): void {
  if (version !== undefined && version !== '1.0') {
    throw new InvalidError('BAD_MESSAGE', `the CloudEvents version is ${quoted(version)}; only 1.0 is known`);
  }
}
