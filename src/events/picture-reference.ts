import { isIP } from 'node:net';
import { fileURLToPath } from 'node:url';
import { InvalidError } from '../foundation/errors/app.error.js';
import { quoted } from '../foundation/errors/quoted.js';
import { isPrintable } from './attribute-text.js';
import type { ImageBody, ImageEvent } from './image.event.js';

/** Where a picture is. Nothing here says whether it may be fetched; that is the fetcher's decision. */
export type PictureLocation =
  | {
      readonly scheme: 'gs' | 's3';
      readonly bucket: string;
      /** The object's whole name, not encoded. */
      readonly object: string;
      /** The generation of Cloud Storage or the version of S3; undefined: the newest. */
      readonly version: string | undefined;
      /** The object must still have it. */
      readonly etag: string | undefined;
    }
  | { readonly scheme: 'https'; readonly url: string }
  /** An absolute path. */
  | { readonly scheme: 'file'; readonly path: string };

export type ObjectPlace = Extract<PictureLocation, { scheme: 'gs' | 's3' }>;

/** In an event in place of the picture's bytes. */
export interface PictureReference {
  readonly kind: 'reference';
  readonly place: PictureLocation;
  /** The fetched bytes, as the event declares them. @throws InvalidError as for bytes in a message. */
  bodyOf(bytes: Uint8Array): ImageBody;
}

/** A picture that its publisher has put elsewhere: what its event says in place of the bytes. */
export interface CheckedPicture {
  readonly kind: 'stored';
  readonly dataref: string;
  readonly etag: string | undefined;
  readonly contentType: string;
  /** Of raw pixels. */
  readonly shape: Pick<Extract<ImageBody, { kind: 'pixels' }>, 'width' | 'height' | 'channels'> | undefined;
}

/** An image event as it comes. */
export type ReceivedImage = ImageEvent<ImageBody | PictureReference>;

const bucketName = /^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/;
const allowedBucket = '3 to 222 lower-case letters, digits, . _ -';
/** Bytes of UTF-8 that both stores take for an object's name. */
const longestObject = 1_024;

/**
 * Reads a `dataref`: `gs://bucket/object`, with `#generation` at will, `s3://bucket/key`, with `?versionId=` at will,
 * `https://host/path` or `file:///path`. Names of objects are percent-encoded, as in every URI.
 *
 * @throws InvalidError `BAD_MESSAGE` with what is seen and what is allowed.
 */
export function readReference(text: string, etag?: string): PictureLocation {
  const [, scheme] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text) ?? [];
  switch (scheme?.toLowerCase()) {
    case 'gs':
      return objectPlace('gs', text, /^gs:\/\/([^/?#]+)\/([^?#]+)(?:#(\d{1,20}))?$/i, etag);
    case 's3':
      return objectPlace(
        's3',
        text,
        /^s3:\/\/([^/?#]+)\/([^?#]+)(?:\?versionId=([\w.~%-]{1,1024}))?$/i,
        etag,
      );
    case 'https':
      return { scheme: 'https', url: webAddress(text) };
    case 'file':
      return { scheme: 'file', path: pathOf(text) };
    default:
      throw mistake(text, 'gs://bucket/object, s3://bucket/key, https://host/path, file:///path');
  }
}

/** The reference of an object as `readReference` reads it. @throws InvalidError `BAD_MESSAGE` for no bucket's name. */
export function objectUri({ scheme, bucket, object, version }: Omit<ObjectPlace, 'etag'>): string {
  if (!bucketName.test(bucket)) {
    throw new InvalidError('BAD_MESSAGE', `the bucket is ${quoted(bucket)}; allowed: ${allowedBucket}`);
  }
  const path = object.split('/').map(encodeURIComponent).join('/');
  const suffix = scheme === 'gs' ? `#${version}` : `?versionId=${encodeURIComponent(version ?? '')}`;
  return `${scheme}://${bucket}/${path}${version === undefined ? '' : suffix}`;
}

/** For people and logs: without the query of an address, which may be a signature. */
export function placeText(place: PictureLocation): string {
  if (place.scheme === 'https') return withoutSecrets(place.url);
  return place.scheme === 'file' ? `file://${place.path}` : objectUri(place);
}

function objectPlace(scheme: 'gs' | 's3', text: string, form: RegExp, etag: string | undefined): ObjectPlace {
  const [, bucket = '', encoded = '', version] = form.exec(text) ?? [];
  const example = scheme === 'gs' ? 'gs://bucket/object#generation' : 's3://bucket/key?versionId=version';
  if (encoded === '') throw mistake(text, `${example}, where the name is percent-encoded`);
  if (!bucketName.test(bucket)) throw mistake(text, `a bucket's name: ${allowedBucket}`);
  const object = decoded(encoded, text);
  refuseObject(object);
  return { scheme, bucket, object, version: version && decoded(version, text), etag };
}

/**
 * A path of dots names another object, or another bucket, once somebody resolves it.
 *
 * @throws InvalidError `BAD_MESSAGE`
 */
export function refuseObject(object: string): void {
  const isPath = object.split('/').some((part) => part === '.' || part === '..');
  const bytes = Buffer.byteLength(object);
  if (!isPath && isPrintable(object) && bytes > 0 && bytes <= longestObject) return;
  const allowed = `1 to ${longestObject} bytes without control characters, no part of which is . or ..`;
  throw new InvalidError('BAD_MESSAGE', `the object's name is ${quoted(object)}; allowed: ${allowed}`);
}

/**
 * URL repairs what it reads: a written host that it changes (`0x7f.1`, full-width letters, a tab) is another address for
 * somebody else who reads it.
 */
function webAddress(text: string): string {
  const [, written = ''] = /^https:\/\/([^/?#\\]*)/i.exec(text) ?? [];
  if (!/^[\x21-\x7e]+$/.test(text) || text.includes('\\') || !URL.canParse(text)) {
    throw mistake(text, 'https://host/path in printable ASCII without spaces and backslashes');
  }
  const url = new URL(text);
  if (written.includes('@')) throw mistake(text, 'an address without a user and a password');
  if (written.toLowerCase().replace(/:443$/, '') !== url.host) {
    throw mistake(text, `a host in its usual form, such as ${quoted(url.host)}`);
  }
  const name = url.hostname;
  if (name.endsWith('.') || (!isIP(name.replace(/^\[|\]$/g, '')) && !/^[a-z0-9.-]+$/.test(name))) {
    throw mistake(text, 'a host of letters, digits, . and -, without a dot at its end');
  }
  url.hash = '';
  return url.href;
}

function pathOf(text: string): string {
  try {
    if (!/^file:\/\/\//i.test(text) || /[?#]/.test(text)) throw new Error('another form');
    const path = fileURLToPath(text);
    if (isPrintable(path)) return path;
    throw new Error('control characters');
  } catch {
    throw mistake(text, 'file:///folder/picture.png, percent-encoded, without a host');
  }
}

function decoded(encoded: string, text: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw mistake(text, 'percent-encoded UTF-8 (% itself is %25)');
  }
}

/** A signature, or a password, must not get into a dead letter's reason. */
const withoutSecrets = (text: string) => text.replace(/[?#].*$/s, '').replace(/\/\/[^/]*@/, '//…@');

const mistake = (text: string, allowed: string) =>
  new InvalidError('BAD_MESSAGE', `dataref is ${quoted(withoutSecrets(text))}; allowed: ${allowed}`);
