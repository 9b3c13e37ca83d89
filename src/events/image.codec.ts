import { InvalidError } from '../foundation/errors/app.error.js';
import type { BrokerMessage, ReceivedMessage } from '../transport/broker.js';
import type { Envelope } from '../transport/delivery/codec.js';
import { quoted } from '../foundation/errors/quoted.js';
import { imageAttributes, readAttribute } from './attributes.js';
import { encodeCloudEvent, type EventAttributes, readAttributes } from './cloud-event.js';
import {
  bareReference,
  imageName,
  type ImageReference,
  keyText,
  type Naming,
  publisherSource,
  parseImageName,
  replayedName,
} from './image-name.js';
import { bodyFromJson } from './image-json.js';
import { type ImageLimits, refuseTooManyBytes, refuseTooManyPixels } from './image-limits.js';
import type { ImageBody, ImageEvent } from './image.event.js';
import { bodyType, fileTypes, sniffFileType } from './image-type.js';
import { unreadHeic } from './picture-body.js';
import { readTrace } from './trace-context.js';

export const imageEventType = 'seamline.image.v1';

const fields = imageAttributes.shape;

/** One message per image: raw pixels are declared by the extensions `imagewidth`, `imageheight`, `imagechannels`. */
export function encodeImageEvent(event: ImageEvent, broker: string, topic: string): BrokerMessage {
  return { topic, ...encodeImage(event, broker) };
}

export function encodeImage({ body, trace, ...event }: ImageEvent, broker: string): Envelope {
  const shape =
    body.kind === 'pixels'
      ? {
          imagewidth: String(body.width),
          imageheight: String(body.height),
          imagechannels: String(body.channels),
        }
      : {};
  return encodeCloudEvent(
    {
      id: event.id,
      source: event.source ?? publisherSource,
      type: imageEventType,
      datacontenttype: body.kind === 'pixels' ? 'application/octet-stream' : body.contentType,
      extensions: {
        requestid: event.requestId,
        imageindex: event.imageIndex?.toString(),
        truelabel: event.trueLabel,
        partitionkey: event.partitionKey,
        model: event.model,
        modelversion: event.modelVersion,
        ...shape,
      },
      trace,
      data: body.bytes,
    },
    broker,
  );
}

/** How the messages of a broker are read. */
export interface Reading extends Naming {
  /** Of images. */
  readonly limits: ImageLimits;
}

/**
 * Reads an image event. A message that is no CloudEvent gets a name by its place; see `bareReference`.
 *
 * @throws InvalidError `BAD_MESSAGE`, `UNSUPPORTED_CONTENT_TYPE` with the value seen and what is allowed, and
 *   `MESSAGE_TOO_LARGE`, before the body is read or memory for its pixels is reserved.
 */
export function decodeImage(message: ReceivedMessage, reading: Reading): ImageEvent {
  const { limits } = reading;
  refuseTooManyBytes(message.value?.length ?? 0, limits);
  const attributes = readAttributes(message);
  const { source, id } = eventReference(attributes, message, reading);
  const name = imageName({ source, id });
  return {
    source,
    id,
    key: keyOf(message, name),
    requestId: readText(attributes, 'requestid') ?? name,
    imageIndex: readNumber(attributes, 'imageindex'),
    trueLabel: readText(attributes, 'truelabel'),
    partitionKey: attributes.get('partitionkey'),
    trace: readTrace(message, attributes),
    model: readText(attributes, 'model'),
    modelVersion: readText(attributes, 'modelversion'),
    body: decodeBody(attributes, limits),
  };
}

/** The message's key, or on a broker without keys its ordering key; undefined where it only repeats the name. */
function keyOf(message: ReceivedMessage, name: string): string | undefined {
  const key = keyText(message) ?? message.partitionKey;
  return key === name ? undefined : key;
}

/** Source and id of an event, or the substitute for another message. @throws InvalidError `BAD_MESSAGE` */
export function eventReference(
  attributes: EventAttributes,
  message: ReceivedMessage,
  naming: Naming,
): ImageReference {
  const id = readText(attributes, 'id');
  if (attributes.get('specversion') === undefined) {
    if (id !== undefined) throw new InvalidError('BAD_MESSAGE', 'the CloudEvent has no specversion');
    return bareReference(message, naming);
  }
  const source = readText(attributes, 'source');
  if (id === undefined) throw missing('id');
  if (source === undefined) throw missing('source');
  if (!attributes.get('type')) throw missing('type');
  const replayed = replayedName(message);
  const isOther = replayed !== undefined && replayed !== imageName({ source, id });
  return isOther ? parseImageName(replayed) : { source, id };
}

const missing = (name: string) => new InvalidError('BAD_MESSAGE', `the CloudEvent has no ${name}`);

function decodeBody(attributes: EventAttributes, { maxImagePixels }: ImageLimits): ImageBody {
  const bytes = attributes.data ?? new Uint8Array();
  if (bytes.length === 0) throw new InvalidError('BAD_MESSAGE', 'the message has no body');
  const type = bodyType(attributes.contentType, !!attributes.get('imagewidth'), bytes);
  if (type === 'application/octet-stream') return pixels(attributes, bytes, maxImagePixels);
  if (type === 'application/json') return bodyFromJson(bytes, maxImagePixels);
  const actual = sniffFileType(bytes);
  if (actual === 'image/heic') throw unreadHeic('the body ');
  const contentType = fileTypes.find((known) => known === type);
  if (!contentType) {
    const allowed = ['application/octet-stream', 'application/json', ...fileTypes].join(', ');
    const seen = type ? `content type ${quoted(type)}` : 'body of an unknown kind and no content type';
    throw new InvalidError('UNSUPPORTED_CONTENT_TYPE', `the message has a ${seen}; allowed: ${allowed}`);
  }
  if (actual !== contentType) {
    throw new InvalidError(
      'BAD_MESSAGE',
      `the body is declared as ${contentType}, but is ${actual ?? 'no such image'}`,
    );
  }
  return { kind: 'file', contentType, bytes };
}

function pixels(attributes: EventAttributes, bytes: Uint8Array, maxPixels: number): ImageBody {
  const width = side(attributes, 'imagewidth');
  const height = side(attributes, 'imageheight');
  const channels = readNumber(attributes, 'imagechannels') ?? 1;
  refuseTooManyPixels(width, height, maxPixels);
  const expected = width * height * channels;
  if (bytes.length !== expected) {
    const shape = `${width} × ${height} × ${channels}`;
    throw new InvalidError(
      'BAD_MESSAGE',
      `the body has ${bytes.length} bytes; ${shape} pixels are ${expected}`,
    );
  }
  return { kind: 'pixels', width, height, channels, bytes };
}

function side(attributes: EventAttributes, name: 'imagewidth' | 'imageheight'): number {
  const value = readNumber(attributes, name);
  if (value === undefined) throw new InvalidError('BAD_MESSAGE', `${name} is missing; raw pixels need it`);
  return value;
}

const readText = (attributes: EventAttributes, name: keyof typeof fields): string | undefined =>
  readAttribute(attributes, name, fields[name]);

function readNumber(attributes: EventAttributes, name: keyof typeof fields): number | undefined {
  const text = readText(attributes, name);
  return text === undefined ? undefined : Number(text);
}
