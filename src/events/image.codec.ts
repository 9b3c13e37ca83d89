import { InvalidError } from '../foundation/errors/app.error.js';
import type { BrokerMessage, ReceivedMessage } from '../transport/broker.js';
import type { Envelope } from '../transport/delivery/codec.js';
import { imageAttributes, readAttribute } from './attributes.js';
import { encodeCloudEvent, readAttributes } from './cloud-event.js';
import type { EventAttributes } from './event-attributes.js';
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
import { decodeBody } from './image-body.js';
import { type ImageLimits, refuseTooManyBytes } from './image-limits.js';
import type { ImageBody, ImageEvent } from './image.event.js';
import { isOtherChange } from './notifications/cloud-storage.js';
import { partsOf } from './notifications/parts.js';
import type { ReceivedImage, CheckedPicture } from './picture-reference.js';
import { readTrace } from './trace-context.js';

export const imageEventType = 'seamline.image.v1';

const fields = imageAttributes.shape;

/** One message per image: raw pixels are declared by the extensions `imagewidth`, `imageheight`, `imagechannels`. */
export function encodeImageEvent(event: SentImage, broker: string, topic: string): BrokerMessage {
  return { topic, ...encodeImage(event, broker) };
}

/** An image event as it goes. */
type SentImage = ImageEvent<ImageBody | CheckedPicture>;

export function encodeImage({ body, trace, ...event }: SentImage, broker: string): Envelope {
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
        ...extensionsOf(body),
      },
      trace,
      data: body.kind === 'stored' ? null : body.bytes,
    },
    broker,
  );
}

function extensionsOf(body: ImageBody | CheckedPicture): Record<string, string | undefined> {
  if (body.kind === 'file') return {};
  if (body.kind === 'pixels') return shapeOf(body);
  return { dataref: body.dataref, datarefetag: body.etag, ...(body.shape && shapeOf(body.shape)) };
}

const shapeOf = ({ width, height, channels }: NonNullable<CheckedPicture['shape']>) => ({
  imagewidth: String(width),
  imageheight: String(height),
  imagechannels: String(channels),
});

/** How the messages of a broker are read. */
export interface Reading extends Naming {
  /** Of images. */
  readonly limits: ImageLimits;
}

/** A message of the topic of images that is no image itself: a notification of several new objects, or of none. */
export interface ImageParts {
  /** Each becomes a message of its own. */
  readonly parts: readonly Envelope[];
}

/** Reads a message of the topic of images. @throws InvalidError as `decodeImage`. */
export function decodeImages(message: ReceivedMessage, reading: Reading): ReceivedImage | ImageParts {
  refuseTooManyBytes(message.value?.length ?? 0, reading.limits);
  const attributes = readAttributes(message);
  const parts = partsIn(attributes, message);
  return parts === undefined ? imageIn(attributes, message, reading) : { parts };
}

/** Undefined for a message that is an image. */
function partsIn(attributes: EventAttributes, message: ReceivedMessage): readonly Envelope[] | undefined {
  if (attributes.get('specversion') === undefined) return partsOf(message);
  return isOtherChange(attributes.get('type')) ? [] : undefined;
}

/** Whether a message, also a broken one, is an image: it has an outcome of its own. */
export function isImage(message: ReceivedMessage): boolean {
  try {
    return partsIn(readAttributes(message), message) === undefined;
  } catch {
    return true;
  }
}

/**
 * Reads an image event. A message that is no CloudEvent gets a name by its place; see `bareReference`.
 *
 * @throws InvalidError `BAD_MESSAGE`, `UNSUPPORTED_CONTENT_TYPE` with the value seen and what is allowed, and
 *   `MESSAGE_TOO_LARGE`, before the body is read or memory for its pixels is reserved.
 */
export function decodeImage(message: ReceivedMessage, reading: Reading): ReceivedImage {
  refuseTooManyBytes(message.value?.length ?? 0, reading.limits);
  return imageIn(readAttributes(message), message, reading);
}

function imageIn(attributes: EventAttributes, message: ReceivedMessage, reading: Reading): ReceivedImage {
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
    body: decodeBody(attributes, reading.limits),
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

const readText = (attributes: EventAttributes, name: keyof typeof fields): string | undefined =>
  readAttribute(attributes, name, fields[name]);

function readNumber(attributes: EventAttributes, name: keyof typeof fields): number | undefined {
  const text = readText(attributes, name);
  return text === undefined ? undefined : Number(text);
}
