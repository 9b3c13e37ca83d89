import { InvalidError } from '../foundation/errors/app.error.js';
import { quoted } from '../foundation/errors/quoted.js';
import { imageAttributes, readAttribute } from './attributes.js';
import type { EventAttributes } from './event-attributes.js';
import { type ImageLimits, refuseTooManyPixels } from './image-limits.js';
import { bodyFromJson } from './image-json.js';
import { bodyType, fileTypes, sniffFileType } from './image-type.js';
import type { ImageBody } from './image.event.js';
import { objectOfEvent } from './notifications/cloud-storage.js';
import { unreadHeic } from './picture-body.js';
import { type PictureReference, readReference } from './picture-reference.js';

const fields = imageAttributes.shape;

/**
 * The image that an event has in its body, or the reference to it: `dataref`, or the object of a notification.
 *
 * @throws InvalidError `BAD_MESSAGE`, `UNSUPPORTED_CONTENT_TYPE`, `MESSAGE_TOO_LARGE`.
 */
export function decodeBody(attributes: EventAttributes, limits: ImageLimits): ImageBody | PictureReference {
  const reference = referenceIn(attributes);
  if (reference === undefined) return bodyOf(attributes, attributes.data ?? new Uint8Array(), limits);
  return {
    kind: 'reference',
    place: readReference(reference, readAttribute(attributes, 'datarefetag', fields.datarefetag)),
    bodyOf: (bytes) => bodyOf(attributes, bytes, limits),
  };
}

/** The claim check extension of CloudEvents: an event with data needs no reference. */
function referenceIn(attributes: EventAttributes): string | undefined {
  const object = objectOfEvent(attributes);
  if (object !== undefined) return object;
  if ((attributes.data?.length ?? 0) > 0) return undefined;
  return readAttribute(attributes, 'dataref', fields.dataref);
}

function bodyOf(attributes: EventAttributes, bytes: Uint8Array, { maxImagePixels }: ImageLimits): ImageBody {
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

function readNumber(attributes: EventAttributes, name: keyof typeof fields): number | undefined {
  const text = readAttribute(attributes, name, fields[name]);
  return text === undefined ? undefined : Number(text);
}
