import {
  type AppError,
  type ErrorCode,
  type ErrorOptions,
  InvalidError,
  UnavailableError,
} from '../foundation/errors/app.error.js';
import type { ObjectPlace, PictureLocation } from '../events/picture-reference.js';

export interface ReadLimits {
  readonly maxBytes: number;
  /** Ends the reading. */
  readonly signal: AbortSignal;
}

/** Where pictures are that events refer to. */
export interface Store<Place extends PictureLocation = PictureLocation> {
  /**
   * Reads a picture's bytes. A store that is away and one that refuses are different codes, see `ErrorCode`.
   *
   * @throws InvalidError `PICTURE_GONE`, `MESSAGE_TOO_LARGE`: nothing but the message is wrong.
   * @throws UnreadablePicture when this picture alone may be the reason, or the whole store.
   * @throws UnavailableError `STORAGE_UNAVAILABLE` when the store is away.
   */
  read(place: Place, limits: ReadLimits): Promise<Uint8Array>;
  close?(): void;
}

export interface ObjectStore extends Store<ObjectPlace> {
  /**
   * Writes an object. @returns what names just these bytes.
   *
   * @throws UnavailableError `STORAGE_UNAVAILABLE`, `STORAGE_REFUSED`.
   */
  write(
    place: Pick<ObjectPlace, 'scheme' | 'bucket' | 'object'>,
    bytes: Uint8Array,
    contentType: string,
  ): Promise<Pick<ObjectPlace, 'version' | 'etag'>>;
}

/** The store did not give this picture. Whether that is the store's fault shows in what it does with others. */
export class UnreadablePicture extends UnavailableError {
  constructor(code: 'STORAGE_UNAVAILABLE' | 'STORAGE_REFUSED', message: string, options?: ErrorOptions) {
    super(code satisfies ErrorCode, message, options);
  }
}

export const tooLarge = (what: string, sizeBytes: number | undefined, limitBytes: number): InvalidError =>
  new InvalidError(
    'MESSAGE_TOO_LARGE',
    `${what} has ${sizeBytes ?? `more than ${limitBytes}`} bytes; at most ${limitBytes} are taken (MAX_IMAGE_BYTES)`,
    { details: { ...(sizeBytes !== undefined && { sizeBytes }), limitBytes } },
  );

/**
 * The bytes of a body, which ends early where the connection does.
 *
 * @param announced bytes, as the store says before the body; undefined where it does not.
 * @throws InvalidError `MESSAGE_TOO_LARGE` before more than `maxBytes` are in memory; UnreadablePicture.
 */
export async function collect(
  what: string,
  body: AsyncIterable<Uint8Array>,
  announced: number | undefined,
  maxBytes: number,
): Promise<Uint8Array> {
  if (announced !== undefined && announced > maxBytes) throw tooLarge(what, announced, maxBytes);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > maxBytes) throw tooLarge(what, undefined, maxBytes);
    chunks.push(chunk);
  }
  if (announced === undefined || length === announced) return Buffer.concat(chunks, length);
  throw new UnreadablePicture('STORAGE_UNAVAILABLE', `${what} ended after ${length} of ${announced} bytes`);
}

/** The failure of a picture that the store answered with this status of HTTP, instead of giving it. */
export function failureOfStatus(what: string, status: number, detail?: string): AppError {
  const text = `${what} was answered with ${status}${detail === undefined ? '' : `: ${detail}`}`;
  if ([404, 410, 412].includes(status)) return new InvalidError('PICTURE_GONE', text);
  if (status === 429 || status === 503) return new UnavailableError('STORAGE_UNAVAILABLE', text);
  const isRefused = status >= 400 && status < 500;
  return new UnreadablePicture(isRefused ? 'STORAGE_REFUSED' : 'STORAGE_UNAVAILABLE', text);
}

/** A store that does not take a picture is away, or refuses: nothing else can be wrong with a new object. */
export function heldFailure(failure: unknown): unknown {
  if (!(failure instanceof InvalidError)) return failure;
  return new UnavailableError('STORAGE_UNAVAILABLE', failure.message, { cause: failure });
}
