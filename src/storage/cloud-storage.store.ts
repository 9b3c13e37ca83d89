import { type File, Storage } from '@google-cloud/storage';
import { randomUUID } from 'node:crypto';
import type { ClientRequest } from 'node:http';
import type { Readable } from 'node:stream';
import { AppError, errorText, UnavailableError } from '../foundation/errors/app.error.js';
import { asBuffer } from '../transport/broker.js';
import { objectUri, type ObjectPlace } from '../events/picture-reference.js';
import { watchAnswer } from './cut-answers.js';
import {
  collect,
  failureOfStatus,
  heldFailure,
  type ObjectStore,
  type ReadLimits,
  UnreadablePicture,
} from './store.js';

/** Names a download, so that its answer is known among those of all others. */
const readHeader = 'x-seamline-read';

/** Pictures in Google Cloud Storage, with the credentials that Google's libraries find. */
export class CloudStorage implements ObjectStore {
  private readonly storage: Storage;

  /** @param endpoint of another server that speaks its protocol, which is asked without credentials. */
  constructor(endpoint: string | undefined) {
    // Messages are tried again by the delivery, which also says so.
    const retryOptions = { autoRetry: false };
    this.storage = new Storage({ retryOptions, ...(endpoint !== undefined && { apiEndpoint: endpoint }) });
  }

  async read(place: ObjectPlace, limits: ReadLimits): Promise<Uint8Array> {
    const what = objectUri(place);
    const { bucket, object, version } = place;
    const file: File = this.storage
      .bucket(bucket)
      .file(object, version === undefined ? {} : { generation: version });
    const id = randomUUID();
    file.interceptors.push({
      request: (asked) => {
        asked.headers = { ...asked.headers, [readHeader]: id };
        return asked as typeof asked & { uri: string };
      },
    });
    const body: Readable = file.createReadStream();
    const isAsked = (request: ClientRequest) => String(request.getHeader(readHeader)) === id;
    const unwatch = watchAnswer(isAsked, () => body.destroy(cutShort(what)));
    const end = () => body.destroy(limits.signal.reason as Error);
    limits.signal.addEventListener('abort', end, { once: true });
    try {
      return await collect(what, body as AsyncIterable<Buffer>, undefined, limits.maxBytes);
    } catch (error) {
      throw limits.signal.aborted ? limits.signal.reason : failureOf(what, error);
    } finally {
      limits.signal.removeEventListener('abort', end);
      unwatch();
      body.destroy();
    }
  }

  async write(place: Parameters<ObjectStore['write']>[0], bytes: Uint8Array, contentType: string) {
    const file = this.storage.bucket(place.bucket).file(place.object);
    try {
      await file.save(asBuffer(bytes), { resumable: false, contentType });
    } catch (error) {
      throw heldFailure(failureOf(objectUri({ ...place, version: undefined }), error));
    }
    return { version: file.metadata.generation?.toString(), etag: undefined };
  }
}

const cutShort = (what: string) =>
  new UnreadablePicture('STORAGE_UNAVAILABLE', `${what} ended early: the connection was closed`);

function failureOf(what: string, error: unknown): unknown {
  if (error instanceof AppError) return error;
  const status = typeof error === 'object' && error !== null && 'code' in error ? Number(error.code) : NaN;
  const text = errorText(error);
  if (!Number.isInteger(status) || /bucket does not exist/i.test(text)) {
    return new UnavailableError('STORAGE_UNAVAILABLE', `${what}: ${text}`, { cause: error });
  }
  return failureOfStatus(what, status, text);
}
